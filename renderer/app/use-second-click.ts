import { useEffect } from 'react';

/** What a click acts on: the control it met, or the place itself. */
const controlOf = (target: EventTarget | null): EventTarget | null =>
  target instanceof Element
    ? (target.closest('button, a, input, [role=option], [role=menuitem], [role=tab]') ?? target)
    : target;

/**
 * The second click of a double click acts on nothing that came under the pointer by the first: a product is not chosen
 * by the click that was meant for the folder in its place.
 */
export function useSecondClick(): void {
  useEffect(() => {
    let first: EventTarget | null = null;
    const onClick = (event: MouseEvent) => {
      const control = controlOf(event.target);
      if (event.detail < 2) {
        first = control;
        return;
      }
      if (control === first) return;
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener('click', onClick, true);
    window.addEventListener('dblclick', onClick, true);
    return () => {
      window.removeEventListener('click', onClick, true);
      window.removeEventListener('dblclick', onClick, true);
    };
  }, []);
}
