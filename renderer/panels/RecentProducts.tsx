import { Button, Skeleton, TextInput } from '@mantine/core';
import ImageOff from 'lucide-react/icons/image-off';
import { useState } from 'react';
import { openRecentProduct } from '../actions/remote.ts';
import { address } from '../api/address.ts';
import type { RecentProduct } from '../api/types.ts';
import { granuleLabel } from '../state/granule-label.ts';
import { sceneNameByName } from '../state/product-name.ts';
import { useRecent } from '../state/queries.ts';
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

const SHOWN_AT_FIRST = 8;

interface Props {
  readonly isOpening: boolean;
  /** Called when one is chosen. */
  readonly onOpen?: () => void;
}

/** The products that were opened before, with those that were corrected marked: the last few, or all that a filter finds. */
export function RecentProducts({ isOpening, onOpen }: Props) {
  const { data, error, isPending } = useRecent();
  const [filter, setFilter] = useState<string | null>(null);
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
  const words = (filter ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const found = data.filter(({ name, displayPath, corrections }) => {
    const text = `${name} ${sceneNameByName(name)} ${displayPath} ${corrections > 0 ? 'corrected' : ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return (
    <>
      {filter !== null && (
        <TextInput
          aria-label="Filter recent products"
          placeholder="Filter: tile, date, folder, corrected"
          mb={8}
          autoFocus
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
      )}
      {found.length === 0 && <p className="hint">No recent product holds "{filter}".</p>}
      <div className="recent">
        {(filter === null ? found.slice(0, SHOWN_AT_FIRST) : found).map((product) => (
          <button
            key={product.key}
            type="button"
            data-autofocus={product === found.find(({ available }) => available) || undefined}
            disabled={!product.available || isOpening}
            title={product.displayPath}
            onClick={() => {
              onOpen?.();
              void openRecentProduct(product);
            }}
          >
            <Thumbnail product={product} />
            <span style={{ minWidth: 0 }}>
              <span className="name" style={{ display: 'block' }}>
                {sceneNameByName(product.name)}
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
                {product.remote && ', on the network: fetched when you open it'}
                {product.corrections > 0 &&
                  `, ${product.corrections} correction${product.corrections === 1 ? '' : 's'} by hand`}
              </span>
            </span>
          </button>
        ))}
      </div>
      {filter === null && data.length > SHOWN_AT_FIRST && (
        <Button mt={8} onClick={() => setFilter('')}>
          Show all {data.length}
        </Button>
      )}
    </>
  );
}
