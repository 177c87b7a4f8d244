import { Button, Menu } from '@mantine/core';
import CloudDownload from 'lucide-react/icons/cloud-download';
import Ellipsis from 'lucide-react/icons/ellipsis';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import { useState } from 'react';
import { forgetMissing, locateMissing, stopOpeningProject, tryAllMissing } from '../../actions/project.ts';
import { loadMissing } from '../../actions/remote.ts';
import type { MissingProduct, ProjectState } from '../../api/types.ts';
import { sceneNameByName } from '../../state/product-name.ts';
import { useProject } from '../../state/queries.ts';

/** One on the network: it is loaded when the user says so. */
function RemoteProduct({ product }: { readonly product: MissingProduct }) {
  const { key, name, displayPath, reason } = product;
  const [isLoading, setLoading] = useState(false);
  const load = async () => {
    setLoading(true);
    await loadMissing(product);
    setLoading(false);
  };
  return (
    <li title={`${displayPath}\n${reason}`}>
      <CloudDownload className="missing-mark remote" size={14} aria-hidden />
      <span className="missing-name">{sceneNameByName(name)}</span>
      <span className="missing-note">{isLoading ? 'loading…' : 'remote, not loaded'}</span>
      <Button size="compact-xs" disabled={isLoading} aria-label={`Load ${name}`} onClick={() => void load()}>
        Load
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <button type="button" className="tool icon small" aria-label={`More about ${name}`}>
            <Ellipsis size={14} aria-hidden />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label className="missing-reason">{displayPath}</Menu.Label>
          <Menu.Item onClick={() => void locateMissing(key, 'product')}>Point to a copy on the disk…</Menu.Item>
          <Menu.Item onClick={() => void forgetMissing(key)}>Remove from the project</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </li>
  );
}

/** One that should be on the disk: why it is not open, and what can be done about it. */
function DiskProduct({ product, isOpening }: { readonly product: MissingProduct; readonly isOpening: boolean }) {
  const { key, name, displayPath, reason } = product;
  return (
    <li title={`${displayPath}\n${reason}`}>
      <TriangleAlert className="missing-mark" size={14} aria-hidden />
      <span className="missing-name">{sceneNameByName(name)}</span>
      <span className="missing-note">not open</span>
      <Menu position="bottom-end">
        <Menu.Target>
          <button type="button" className="tool icon small" aria-label={`Find ${name}`}>
            <Ellipsis size={14} aria-hidden />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label className="missing-reason">{reason}</Menu.Label>
          <Menu.Item onClick={() => void locateMissing(key, 'product')}>Point to the product…</Menu.Item>
          <Menu.Item onClick={() => void locateMissing(key, 'products-folder')}>Point to its folder…</Menu.Item>
          <Menu.Item disabled={isOpening} onClick={() => void locateMissing(key, null)}>
            Try again
          </Menu.Item>
          <Menu.Item onClick={() => void forgetMissing(key)}>Remove from the project</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </li>
  );
}

interface AllProps {
  readonly count: number;
  readonly opening: ProjectState['opening'];
  readonly saysOpening: boolean;
}

/** What can be done about several at once, and how far that is. */
function AllOfThem({ count, opening, saysOpening }: AllProps) {
  if (opening && saysOpening)
    return (
      <div className="missing-all" role="status">
        <span className="grow">{`Opening ${opening.done} of ${opening.total}…`}</span>
        <Button size="compact-xs" onClick={() => void stopOpeningProject()}>
          Cancel
        </Button>
      </div>
    );
  if (count < 2) return null;
  return (
    <div className="missing-all">
      <span className="grow">{`${count} are not open`}</span>
      <Button size="compact-xs" disabled={opening !== null} onClick={() => void tryAllMissing()}>
        Try all again
      </Button>
    </div>
  );
}

/**
 * Products of the project that are not open, one line each, with why, and where to point to them.
 * @param saysOpening says how far the opening of them is, where nothing else does
 */
export function MissingProducts({ saysOpening = false }: { readonly saysOpening?: boolean }) {
  const { data: project } = useProject();
  if (!project || project.missing.length === 0) return null;
  const onDisk = project.missing.filter(({ remote }) => !remote);
  const isOpening = project.opening !== null;
  return (
    <div className="missing">
      <AllOfThem count={onDisk.length} opening={project.opening} saysOpening={saysOpening} />
      <ul className="bare" aria-label="Missing products">
        {project.missing.map((missing) =>
          missing.remote ? <RemoteProduct key={missing.key} product={missing} /> : null,
        )}
        {onDisk.map((missing) => (
          <DiskProduct key={missing.key} product={missing} isOpening={isOpening} />
        ))}
      </ul>
    </div>
  );
}
