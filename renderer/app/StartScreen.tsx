import { Button } from '@mantine/core';
import FolderOpen from 'lucide-react/icons/folder-open';
import { chooseAndOpen, openSample } from '../actions/products.ts';
import { stopOpeningProject } from '../actions/project.ts';
import { bridge } from '../api/bridge.ts';
import { MissingProductAtStart } from '../label/MissingProduct.tsx';
import { MissingProducts } from '../panels/layers/MissingProducts.tsx';
import { RecentProducts } from '../panels/RecentProducts.tsx';
import { stopOpening } from '../state/opening.ts';
import { useProject } from '../state/queries.ts';
import { askAddress } from '../state/remote.ts';
import { useUi } from '../state/ui.ts';

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
  const isOne = useUi((ui) => ui.opening !== null);
  const cancel = isOne ? stopOpening : () => void stopOpeningProject();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: in a low window it scrolls, which the keyboard must reach
    <section className="start" aria-label="Start" tabIndex={0}>
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
          <Button disabled={opening !== null} onClick={() => askAddress({ address: '' })}>
            Open from an address…
          </Button>
        </div>
        <MissingProductAtStart />
        <p className="hint" role="status">
          {opening ??
            (bridge.kind === 'desktop'
              ? 'A SAFE or EOPF Zarr folder or a zip can also be dropped anywhere on the window.'
              : 'Products lie on the machine that runs the engine; the file list shows the folder that was shared.')}
          {opening !== null && (
            <>
              {' '}
              <Button size="compact-xs" onClick={cancel}>
                Cancel
              </Button>
            </>
          )}
        </p>
        <MissingProducts />
        <h2>Recent products</h2>
        <RecentProducts isOpening={opening !== null} />
      </div>
    </section>
  );
}
