import { useEffect } from 'react';

const TYPED_IN = 'input, textarea, select, [contenteditable=true]';

/** Where the menu of an element opens by key: in the middle of a map, at the foot of anything else. */
function placeOf(element: Element): { x: number; y: number } {
  const { left, top, width, height } = element.getBoundingClientRect();
  const isMap = element.matches('.maplibregl-canvas');
  return { x: left + (isMap ? width / 2 : Math.min(24, width / 2)), y: top + (isMap ? height / 2 : height) };
}

/**
 * Opens the context menu of what has the focus by the menu key and by Shift+F10, on systems and in browsers that do not do
 * so themselves, too. What is typed in keeps the system's own menu.
 */
export function useMenuKey(): void {
  useEffect(() => {
    const down = (event: KeyboardEvent) => {
      const isMenuKey = event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey);
      const element = document.activeElement;
      if (!isMenuKey || event.defaultPrevented || !element || element === document.body) return;
      if (element.matches(TYPED_IN)) return;
      // The event that the system sends for the key would open a second one.
      event.preventDefault();
      const { x, y } = placeOf(element);
      element.dispatchEvent(
        new MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX: x, clientY: y, button: 2 }),
      );
    };
    window.addEventListener('keydown', down);
    return () => window.removeEventListener('keydown', down);
  }, []);
}
