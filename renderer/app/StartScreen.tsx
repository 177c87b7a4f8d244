import { Button, Skeleton } from '@mantine/core';
import FolderOpen from 'lucide-react/icons/folder-open';
import ImageOff from 'lucide-react/icons/image-off';
import { useState } from 'react';
import { chooseAndOpen, openRecent, openSample } from '../actions/products.ts';
import { address } from '../api/address.ts';
import { bridge } from '../api/bridge.ts';
import type { RecentProduct } from '../api/types.ts';
import { MissingProducts } from '../panels/layers/MissingProducts.tsx';
import { granuleLabel } from '../state/granule-label.ts';
import { useProject, useRecent } from '../state/queries.ts';
import { useUi } from '../state/ui.ts';
import { ErrorNotice } from '../widgets/Notice.tsx';

function Thumbnail({ product }: { readonly product: RecentProduct }) {
  const [broken, setBroken] = useState(false);
  if (!product.available || broken) {
    return (
      <span className="thumb" style={{ display: 'grid', placeItems: 'center' }}>
        <ImageOff size={18} aria-hidden />
      </span>
    );
  }
  const source = address(`/api/recent/${encodeURIComponent(product.key)}/thumbnail`);
  return <img className="thumb" src={source} alt="" onError={() => setBroken(true)} />;
}

function Recent({ isOpening }: { readonly isOpening: boolean }) {
  const { data, error, isPending } = useRecent();
  if (error) return <ErrorNotice error={error} />;
  if (isPending) {
    return (
      <div className="recent">
        {[0, 1].map((key) => (
          <Skeleton key={key} height={70} radius={4} />
        ))}
      </div>
    );
  }
  if (data.length === 0) return <p className="hint">Products that you open are listed here.</p>;
  return (
    <div className="recent">
      {data.slice(0, 8).map((product) => (
        <button
          key={product.key}
          type="button"
          disabled={!product.available || isOpening}
          title={product.displayPath}
          onClick={() => void openRecent(product.key, product.name)}
        >
          <Thumbnail product={product} />
          <span style={{ minWidth: 0 }}>
            <span className="name" style={{ display: 'block' }}>
              {product.name}
            </span>
            <span className="where" style={{ display: 'block' }}>
              {data.some((other) => other.key !== product.key && other.displayPath === product.displayPath)
                ? `${granuleLabel(product.granule)} of ${product.displayPath}`
                : product.displayPath}
            </span>
            <span className="when">
              {product.available
                ? new Date(product.openedAt).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
                : 'Not found any more'}
            </span>
          </span>
        </button>
      ))}
    </div>
  );
}

/** What is being opened, in words; null where nothing is. */
function useOpening(): string | null {
  const one = useUi((ui) => ui.opening);
  const { data: project } = useProject();
  if (one) return `Opening ${one}…`;
  return project?.opening
    ? `Opening ${project.name}: ${project.opening.done} of ${project.opening.total} products…`
    : null;
}

/** What the window shows while no product is open. */
export function StartScreen() {
  const opening = useOpening();
  return (
    <div className="start">
      <div className="inner">
        <h1>Nephoscope</h1>
        <p className="lead">Four-class cloud masks for Sentinel-2 products, computed on this machine.</p>
        <div className="ways">
          <Button
            variant="filled"
            leftSection={<FolderOpen size={16} />}
            disabled={opening !== null}
            onClick={() => void chooseAndOpen()}
          >
            Open product
          </Button>
          <Button disabled={opening !== null} onClick={() => void openSample('L2A')}>
            Open sample L2A
          </Button>
          <Button disabled={opening !== null} onClick={() => void openSample('L1C')}>
            Open sample L1C
          </Button>
        </div>
        <p className="hint" role="status">
          {opening ??
            (bridge.kind === 'desktop'
              ? 'A SAFE folder or a zip can also be dropped anywhere on the window.'
              : 'Products lie on the machine that runs the engine; the file list shows the folder that was shared.')}
        </p>
        <MissingProducts />
        <h2>Recent products</h2>
        <Recent isOpening={opening !== null} />
      </div>
    </div>
  );
}
