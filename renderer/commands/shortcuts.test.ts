import { describe, expect, test } from 'vitest';
import { allCommands } from '../actions/commands/index.ts';
import { type KeyStroke, matches, shortcutText } from './shortcuts.ts';

const stroke = (key: string, held: Partial<KeyStroke> = {}): KeyStroke => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
});

describe('matching', () => {
  test('Mod is Control here and Command on a Mac', () => {
    expect(matches('Mod+O', stroke('o', { ctrlKey: true }), false)).toBe(true);
    expect(matches('Mod+O', stroke('o', { metaKey: true }), true)).toBe(true);
    expect(matches('Mod+O', stroke('o', { ctrlKey: true }), true)).toBe(false);
    expect(matches('Mod+O', stroke('o'), false)).toBe(false);
  });

  test('Shift tells redo from undo', () => {
    const held = { ctrlKey: true, shiftKey: true };
    expect(matches('Mod+Shift+Z', stroke('Z', held), false)).toBe(true);
    expect(matches('Mod+Z', stroke('Z', held), false)).toBe(false);
  });

  test('a symbol counts with or without Shift', () => {
    expect(matches('?', stroke('?', { shiftKey: true }), false)).toBe(true);
    expect(matches('+', stroke('+', { shiftKey: true }), false)).toBe(true);
    expect(matches('+', stroke('+'), false)).toBe(true);
  });

  test('a plain letter does not answer to Control', () => {
    expect(matches('S', stroke('s', { ctrlKey: true }), false)).toBe(false);
    expect(matches('S', stroke('s'), false)).toBe(true);
  });
});

test('the text of a shortcut', () => {
  expect(shortcutText('Mod+Shift+Z', false)).toBe('Ctrl+Shift+Z');
  expect(shortcutText('Mod+Shift+Z', true)).toBe('⇧⌘Z');
  expect(shortcutText('ArrowLeft', false)).toBe('←');
  expect(shortcutText('+', false)).toBe('+');
});

describe('the commands', () => {
  test('have ids of their own', () => {
    expect(new Set(allCommands.map(({ id }) => id)).size).toBe(allCommands.length);
  });

  test('share no shortcut', () => {
    for (const wanted of [undefined, 'label'] as const) {
      const own = allCommands.filter(({ mode }) => mode === wanted);
      const used = own.flatMap(({ shortcuts = [] }) => shortcuts.map((one) => one.toLowerCase()));
      expect(used.filter((one, index) => used.indexOf(one) !== index)).toEqual([]);
    }
  });
});
