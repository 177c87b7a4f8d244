import { type RefObject, useLayoutEffect } from 'react';

/** On what the keyboard begins at; a dialog may say it itself. */
const MARK = 'data-autofocus';
const CHOSEN = `[${MARK}]`;
const FIELDS = 'input:not([type="hidden"]), select, textarea, [role="combobox"]';

const canBeUsed = (element: HTMLElement): boolean =>
  !element.matches(':disabled') && element.closest('[hidden], [inert], [aria-hidden="true"]') === null;

const usable = (within: ParentNode, selector: string): HTMLElement[] =>
  [...within.querySelectorAll<HTMLElement>(selector)].filter(canBeUsed);

/** Of radio buttons with one name the keyboard reaches the chosen one alone. */
function ofItsGroup(field: HTMLElement, body: ParentNode): HTMLElement {
  if (!(field instanceof HTMLInputElement) || field.type !== 'radio') return field;
  const chosen = usable(body, 'input[type="radio"]:checked').find(
    (one) => (one as HTMLInputElement).name === field.name,
  );
  return chosen ?? field;
}

interface Beginning {
  readonly at: HTMLElement;
  /** The dialog said so itself. */
  readonly isChosen: boolean;
  /** Nothing that comes later can be a better one. */
  readonly isSettled: boolean;
}

/** Where the user of a dialog begins: at what it chose, else at the first field, else in its foot or at its text. */
function beginningOf(text: HTMLElement, dialog: HTMLElement): Beginning {
  const [chosen] = usable(dialog, CHOSEN);
  if (chosen) return { at: chosen, isChosen: true, isSettled: true };
  const [field] = usable(text, FIELDS);
  if (field) return { at: ofItsGroup(field, text), isChosen: false, isSettled: true };
  const buttons = usable(dialog, '.dialog-foot button');
  const primary = buttons.find((button) => button.dataset.variant === 'filled') ?? buttons[0];
  return { at: primary ?? text, isChosen: false, isSettled: false };
}

/** Marks the beginning for the dialog's own trap, which takes the focus there; returns how to stop. */
function markBeginning(text: HTMLElement, dialog: HTMLElement): () => void {
  let marked: Beginning | null = null;
  const mark = () => {
    if (marked && !marked.isChosen) marked.at.removeAttribute(MARK);
    marked = beginningOf(text, dialog);
    marked.at.setAttribute(MARK, '');
  };
  const late = new MutationObserver(() => {
    const has = document.activeElement;
    const isHere = dialog.contains(has);
    // The user has moved on, or has begun.
    if (isHere && (marked?.isSettled || has !== marked?.at)) return late.disconnect();
    mark();
    if (isHere) marked?.at.focus({ preventScroll: true });
  });
  mark();
  late.observe(dialog, { childList: true, subtree: true });
  return () => late.disconnect();
}

/**
 * Begins a dialog where its user begins (WAI-ARIA Authoring Practices, Dialog (Modal)), not at the cross that closes it: at what is
 * marked with `data-autofocus`, at the first field, at the primary button, or at the text where there is nothing else. What comes
 * late, as a list that is read, is gone to when it is there, unless the user has moved on by then.
 *
 * @param body of the dialog; it can have the focus itself
 */
export function useFirstFocus(body: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const text = body.current;
    const dialog = text?.closest<HTMLElement>('[role="dialog"]');
    if (text && dialog) return markBeginning(text, dialog);
  }, [body]);
}
