/** The part of a keyboard event that a shortcut looks at. */
export interface KeyStroke {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

const NAMES: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Enter: 'Enter',
  ' ': 'Space',
};

/** Keys whose character needs Shift on some keyboards, so that Shift is not looked at. */
const isSymbol = (key: string) => key.length === 1 && !/[a-z]/i.test(key);

function parts(shortcut: string): { key: string; mod: boolean; shift: boolean; alt: boolean } {
  const all = shortcut === '+' ? ['+'] : shortcut.split(/\+(?=.)/);
  const key = all.at(-1)!;
  return { key, mod: all.includes('Mod'), shift: all.includes('Shift'), alt: all.includes('Alt') };
}

/** True where the stroke is the shortcut: `Mod+Shift+Z`, `?`, `ArrowLeft`; Mod is Command on a Mac, else Control. */
export function matches(shortcut: string, stroke: KeyStroke, isMac: boolean): boolean {
  const { key, mod, shift, alt } = parts(shortcut);
  const modDown = isMac ? stroke.metaKey : stroke.ctrlKey;
  const otherDown = isMac ? stroke.ctrlKey : stroke.metaKey;
  if (modDown !== mod || otherDown || stroke.altKey !== alt) return false;
  if (!isSymbol(key) && stroke.shiftKey !== shift) return false;
  return stroke.key.toLowerCase() === key.toLowerCase();
}

/** How a shortcut is written in menus. */
export function shortcutText(shortcut: string, isMac: boolean): string {
  const { key, mod, shift, alt } = parts(shortcut);
  const name = NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  if (isMac) return `${alt ? '⌥' : ''}${shift ? '⇧' : ''}${mod ? '⌘' : ''}${name}`;
  return [mod && 'Ctrl', alt && 'Alt', shift && 'Shift', name].filter(Boolean).join('+');
}

export const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent);
