import { Menu } from '@mantine/core';
import ChevronDown from 'lucide-react/icons/chevron-down';
import { runCommand } from '../../commands/registry.ts';
import { COMPOSITES, compositeBands, imageName } from '../../state/composites.ts';
import { useActiveProduct } from '../../state/queries.ts';
import { useOfScene } from '../../state/scenes.ts';

/** Chooses which bands the image shows. */
export function CompositeMenu() {
  const product = useActiveProduct();
  const image = useOfScene((scene) => scene.image);
  const hasImage = image !== null && image.bands.length > 0;
  const name = image ? imageName(image) : 'True colour';
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <button type="button" className="tool" disabled={!hasImage} aria-label={`Image: ${name}`}>
          <span className="name">{name}</span>
          <ChevronDown size={14} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {COMPOSITES.map((composite) => {
          const bands = product && compositeBands(composite, product);
          return (
            <Menu.Item
              key={composite.id}
              disabled={!bands}
              rightSection={<span className="menu-shortcut">{bands?.join(' ') ?? 'no band'}</span>}
              onClick={() => runCommand(`composite-${composite.id}`)}
            >
              {composite.name}
            </Menu.Item>
          );
        })}
        <Menu.Divider />
        <Menu.Item onClick={() => runCommand('image')}>Bands and contrast…</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
