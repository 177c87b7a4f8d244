import { useEffect } from 'react';
import { commandOf, runCommand } from '../commands/registry.ts';
import { isLabelling } from '../state/label/project.ts';
import { setUi } from '../state/ui.ts';

/** A drop-down keeps the focus in its field, where nothing can be typed; while it is open the keys are its own. */
const CLOSED_DROP_DOWN = 'input[readonly][aria-haspopup=listbox]:not([aria-expanded=true])';
const TEXT_FIELDS = `input:not([type=checkbox], [type=radio], [type=range], ${CLOSED_DROP_DOWN}), textarea, select, [contenteditable=true]`;
/** Elements that find their entries by letters. */
const OWN_LETTERS = '[role=menu], [role=listbox]';
/** Elements that use arrow keys themselves. */
const OWN_ARROWS =
  '[role=menubar], [role=slider], [role=tablist], [role=radiogroup], [role=separator], input[type=radio], input[aria-haspopup=listbox]';
const PRESSED_BY_SPACE = `${TEXT_FIELDS}, ${OWN_LETTERS}, ${OWN_ARROWS}, button, a, summary, input, [role=button], [role=checkbox], [role=switch], [role=tab], [role=treeitem]`;

const within = (event: KeyboardEvent, selector: string) =>
  event.target instanceof Element && event.target.closest(selector) !== null;

/** Whether the element with the focus takes this key for itself. */
function isOwnKey(event: KeyboardEvent): boolean {
  const plain = !(event.ctrlKey || event.metaKey);
  if (within(event, TEXT_FIELDS)) return plain || !within(event, '[data-editing=false]');
  if (!plain) return false;
  return within(event, OWN_LETTERS) || (/^(Arrow|Home|End|Page)/.test(event.key) && within(event, OWN_ARROWS));
}

function isDialogOpen(): boolean {
  return document.querySelector('[role=dialog][aria-modal=true]') !== null;
}

/** Runs commands by their shortcuts; space hides the masks while held. */
export function useKeyboard(): void {
  useEffect(() => {
    const down = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isDialogOpen()) return;
      const presses = (event.key === ' ' || event.key === 'Enter') && within(event, PRESSED_BY_SPACE);
      if (event.key === ' ' && !presses && !isLabelling()) {
        event.preventDefault();
        setUi({ masksHidden: true });
        return;
      }
      if (presses || isOwnKey(event)) return;
      const command = commandOf(event, isLabelling());
      if (command && runCommand(command.id)) event.preventDefault();
    };
    const show = () => setUi({ masksHidden: false });
    const up = (event: KeyboardEvent) => {
      if (event.key === ' ') show();
    };
    window.addEventListener('keydown', down);
    window.addEventListener('keyup', up);
    window.addEventListener('blur', show);
    return () => {
      window.removeEventListener('keydown', down);
      window.removeEventListener('keyup', up);
      window.removeEventListener('blur', show);
    };
  }, []);
}
