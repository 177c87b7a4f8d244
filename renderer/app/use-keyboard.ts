import { useEffect } from 'react';
import { bridge } from '../api/bridge.ts';
import { setUi } from '../state/ui.ts';
import { commands, runCommand } from './commands.ts';
import { isMac, matches } from './shortcuts.ts';

const TEXT_FIELDS =
  'input:not([type=checkbox]):not([type=radio]):not([type=range]), textarea, select, [contenteditable=true]';
/** Elements that use arrow keys and letters themselves. */
const OWN_KEYS = `${TEXT_FIELDS}, [role=slider], [role=menu], [role=menubar], [role=listbox], [role=tablist], [role=radiogroup], [role=separator], input[type=radio]`;
const PRESSED_BY_SPACE = `${OWN_KEYS}, button, a, summary, input, [role=button], [role=checkbox], [role=switch], [role=tab], [role=treeitem]`;

const within = (event: KeyboardEvent, selector: string) =>
  event.target instanceof Element && event.target.closest(selector) !== null;

function isDialogOpen(): boolean {
  return document.querySelector('[role=dialog][aria-modal=true]') !== null;
}

/** Runs commands by their shortcuts, from keys and from the desktop's own menu; space hides the masks while held. */
export function useKeyboard(): void {
  useEffect(() => {
    const down = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isDialogOpen()) return;
      if (event.key === ' ' && !within(event, PRESSED_BY_SPACE)) {
        event.preventDefault();
        setUi({ masksHidden: true });
        return;
      }
      const plain = !(event.ctrlKey || event.metaKey);
      if (within(event, TEXT_FIELDS) || (plain && within(event, OWN_KEYS))) return;
      const command = commands.find(({ shortcuts }) => shortcuts?.some((one) => matches(one, event, isMac)));
      if (command && runCommand(command.id)) event.preventDefault();
    };
    const show = () => setUi({ masksHidden: false });
    const up = (event: KeyboardEvent) => {
      if (event.key === ' ') show();
    };
    const stopMenu = bridge.onMenu(runCommand);
    window.addEventListener('keydown', down);
    window.addEventListener('keyup', up);
    window.addEventListener('blur', show);
    return () => {
      stopMenu();
      window.removeEventListener('keydown', down);
      window.removeEventListener('keyup', up);
      window.removeEventListener('blur', show);
    };
  }, []);
}
