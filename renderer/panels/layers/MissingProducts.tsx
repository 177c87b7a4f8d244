import { Button, Menu } from '@mantine/core';
import CloudDownload from 'lucide-react/icons/cloud-download';
import Ellipsis from 'lucide-react/icons/ellipsis';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import { useState } from 'react';
import { forgetMissing, locateMissing } from '../../actions/project.ts';
import { loadMissing } from '../../actions/remote.ts';
import type { MissingProduct } from '../../api/types.ts';
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

/** Products of the project that are not open, one line each, with why, and where to point to them. */
export function MissingProducts() {
  const { data: project } = useProject();
  if (!project || project.missing.length === 0) return null;
  return (
    <ul className="bare missing" aria-label="Missing products">
      {project.missing.map((missing) =>
        missing.remote ? <RemoteProduct key={missing.key} product={missing} /> : null,
      )}
      {project.missing
        .filter(({ remote }) => !remote)
        .map(({ key, name, displayPath, reason }) => (
          <li key={key} title={`${displayPath}\n${reason}`}>
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
                <Menu.Item onClick={() => void locateMissing(key, null)}>Try again</Menu.Item>
                <Menu.Item onClick={() => void forgetMissing(key)}>Remove from the project</Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </li>
        ))}
    </ul>
  );
}
