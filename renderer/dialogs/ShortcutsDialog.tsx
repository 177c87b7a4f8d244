import { commands, MENUS } from '../commands/registry.ts';
import { isMac, shortcutText } from '../commands/shortcuts.ts';
import { Dialog } from './Dialog.tsx';

/** All keys, by menu. */
export default function ShortcutsDialog() {
  return (
    <Dialog title="Keyboard shortcuts" size={680}>
      <div className="shortcut-columns">
        <section>
          <h3>While held</h3>
          <div className="line">
            Hide all masks <span className="kbd">Space</span>
          </div>
        </section>
        {MENUS.map((menu) => {
          const own = commands().filter((command) => command.menu === menu && command.shortcuts);
          if (own.length === 0) return null;
          return (
            <section key={menu}>
              <h3>{menu}</h3>
              {own.map(({ id, title, shortcuts = [] }) => (
                <div key={id} className="line">
                  {title.replace('…', '')}
                  <span>
                    {shortcuts.map((one) => (
                      <span key={one} className="kbd" style={{ marginLeft: 4 }}>
                        {shortcutText(one, isMac)}
                      </span>
                    ))}
                  </span>
                </div>
              ))}
            </section>
          );
        })}
      </div>
    </Dialog>
  );
}
