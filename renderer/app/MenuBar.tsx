import { Menu, Menubar } from '@mantine/core';
import { Fragment, useState } from 'react';
import type { Command, MenuName } from '../commands/command.ts';
import { commands, MENUS } from '../commands/registry.ts';
import { isMac, shortcutText } from '../commands/shortcuts.ts';
import { tileName } from '../state/product-name.ts';
import { useActiveProduct } from '../state/queries.ts';
import { sensingText } from '../widgets/format.ts';
import { MenuLine } from '../widgets/MenuLine.tsx';
import { ProjectName } from './ProjectName.tsx';

function groups(menu: MenuName): Command[][] {
  const own = commands().filter((command) => command.menu === menu && !command.isOffMenu);
  return [...new Set(own.map(({ group }) => group))].map((group) => own.filter((command) => command.group === group));
}

interface Line {
  readonly submenu?: string | undefined;
  readonly of: readonly Command[];
}

/** The lines of a group: commands by themselves, and those of a menu within it together. */
function lines(group: readonly Command[]): Line[] {
  const begun = new Set<string>();
  return group.flatMap((command): Line[] => {
    const { submenu } = command;
    if (submenu === undefined) return [{ of: [command] }];
    if (begun.has(submenu)) return [];
    begun.add(submenu);
    return [{ submenu, of: group.filter((one) => one.submenu === submenu) }];
  });
}

function Item({ command }: { readonly command: Command }) {
  const { title, shortcuts, when, checked, run } = command;
  return (
    <MenuLine
      label={title}
      note={shortcuts?.[0] && shortcutText(shortcuts[0], isMac)}
      checked={checked?.()}
      isDisabled={when?.() === false}
      onClick={run}
    />
  );
}

function Items({ group }: { readonly group: readonly Command[] }) {
  const items = (of: readonly Command[]) => of.map((command) => <Item key={command.id} command={command} />);
  return lines(group).map(({ submenu, of }) =>
    submenu === undefined ? (
      items(of)
    ) : (
      // Placed by the window: a menu that scrolls would cut it off.
      <Menu.Sub key={submenu} floatingStrategy="fixed">
        <Menu.Sub.Target>
          <Menu.Sub.Item>{submenu}</Menu.Sub.Item>
        </Menu.Sub.Target>
        <Menu.Sub.Dropdown>{items(of)}</Menu.Sub.Dropdown>
      </Menu.Sub>
    ),
  );
}

/** All commands, menu by menu; what is possible and what is on is looked up when a menu opens. */
export function MenuBar() {
  const [open, setOpen] = useState<number | null>(null);
  const product = useActiveProduct();
  return (
    <header className="menubar">
      <span className="brand">Nephoscope</span>
      <Menubar openIndex={open} onOpenChange={setOpen} aria-label="Menus">
        {MENUS.map((menu, index) => (
          <Menubar.Menu key={menu} width="max-content" alignItemsLabels="all">
            <Menubar.Target>{menu}</Menubar.Target>
            <Menubar.Dropdown>
              {open === index &&
                groups(menu).map((group, place) => (
                  <Fragment key={group[0]?.group}>
                    {place > 0 && <Menu.Divider />}
                    <Items group={group} />
                  </Fragment>
                ))}
            </Menubar.Dropdown>
          </Menubar.Menu>
        ))}
      </Menubar>
      <ProjectName />
      {product && (
        <span className="title" title={product.name}>
          {[sensingText(product.sensingTime), tileName(product), product.level, product.platform]
            .filter(Boolean)
            .join('  ')}
        </span>
      )}
    </header>
  );
}
