import { Menu } from '@mantine/core';
import Ellipsis from 'lucide-react/icons/ellipsis';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import { forgetMissing, locateMissing } from '../../actions/project.ts';
import { useProject } from '../../state/queries.ts';

/** Products of the project that could not be opened, one line each, and where to point to them. */
export function MissingProducts() {
  const { data: project } = useProject();
  if (!project || project.missing.length === 0) return null;
  return (
    <ul className="bare missing" aria-label="Missing products">
      {project.missing.map(({ key, name, displayPath, reason }) => (
        <li key={key} title={`${displayPath}\n${reason}`}>
          <TriangleAlert className="missing-mark" size={14} aria-hidden />
          <span className="missing-name">{name}</span>
          <span className="missing-note">not found</span>
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
