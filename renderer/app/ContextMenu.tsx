import { Menu } from '@mantine/core';
import { Fragment } from 'react';
import { closeContextMenu, type MenuAction, useContextMenu } from '../commands/context-menu.ts';
import { isMac, shortcutText } from '../commands/shortcuts.ts';
import { MenuLine } from '../widgets/MenuLine.tsx';
import { useMenuKey } from './use-menu-key.ts';

function Line({ action }: { readonly action: MenuAction }) {
  const { label, note, shortcut, checked, isDisabled = false, run } = action;
  const behind = note ?? (shortcut && shortcutText(shortcut, isMac));
  return <MenuLine label={label} note={behind} checked={checked} isDisabled={isDisabled} onClick={run} />;
}

/** The context menu of whatever was clicked with the right button, or had the focus when the menu key was pressed. */
export function ContextMenu() {
  const menu = useContextMenu((state) => state.menu);
  useMenuKey();
  if (!menu) return null;
  const { name, groups, at, from } = menu;
  return (
    <Menu
      key={`${at.x} ${at.y} ${name}`}
      opened
      onClose={() => {
        closeContextMenu();
        from?.focus({ preventScroll: true });
      }}
      position="bottom-start"
      offset={0}
      middlewares={{ flip: false, shift: { crossAxis: true, padding: 8 } }}
      alignItemsLabels="all"
      returnFocus={false}
      trapFocus
      transitionProps={{ duration: 0 }}
    >
      <Menu.Target>
        <button
          type="button"
          tabIndex={-1}
          className="context-place"
          aria-label={name}
          style={{ left: at.x, top: at.y }}
        />
      </Menu.Target>
      <Menu.Dropdown aria-label={name} className="context-menu" onContextMenu={(event) => event.preventDefault()}>
        {groups.map((group, place) => (
          <Fragment key={group[0]?.label}>
            {place > 0 && <Menu.Divider />}
            {group.map((action) => (
              <Line key={action.label} action={action} />
            ))}
          </Fragment>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
