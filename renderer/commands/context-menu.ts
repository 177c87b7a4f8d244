import type { MouseEvent } from 'react';
import { create } from 'zustand';
import { commands } from './registry.ts';

/** One line of a context menu. */
export interface MenuAction {
  readonly label: string;
  /** Shown behind the label: the value that would be copied, a shortcut. */
  readonly note?: string | undefined;
  /** As a command has it. */
  readonly shortcut?: string | undefined;
  readonly checked?: boolean | undefined;
  readonly isDisabled?: boolean | undefined;
  readonly run: () => void;
}

/** Lines that stand together; groups are parted by lines. Groups without lines are left out. */
export type MenuGroup = readonly MenuAction[];

export interface OpenMenu {
  /** What the menu is about, told to those who cannot see where it stands. */
  readonly name: string;
  readonly groups: readonly MenuGroup[];
  /** Where it opens, CSS pixels of the window. */
  readonly at: { readonly x: number; readonly y: number };
  /** Has the focus again when it closes. */
  readonly from: HTMLElement | null;
}

/** The context menu that is open; one at a time. */
export const useContextMenu = create<{ readonly menu: OpenMenu | null }>(() => ({ menu: null }));

export function closeContextMenu(): void {
  useContextMenu.setState({ menu: null });
}

const hasLines = (group: MenuGroup) => group.length > 0;

/** Opens a context menu at a place of the window. */
export function openContextMenu(
  name: string,
  groups: readonly MenuGroup[],
  { x, y }: { readonly x: number; readonly y: number },
): void {
  const focused = document.activeElement;
  const from = focused instanceof HTMLElement && focused !== document.body ? focused : null;
  if (groups.some(hasLines))
    useContextMenu.setState({ menu: { name, groups: groups.filter(hasLines), at: { x, y }, from } });
}

/**
 * What an element needs to have a context menu: by a right click, and by the menu key or Shift+F10 while it, or something in
 * it, has the focus.
 *
 * @param groups asked for when the menu opens, so that it tells what is possible then
 */
export function contextMenu(name: string, groups: () => readonly MenuGroup[]) {
  return {
    onContextMenu: (event: MouseEvent) => {
      event.preventDefault();
      event.stopPropagation();
      openContextMenu(name, groups(), { x: event.clientX, y: event.clientY });
    },
  };
}

/** A command as a line of a context menu; nothing where there is none of that id, or it is not possible now. */
export function commandLine(id: string, label?: string): MenuAction[] {
  const command = commands().find((one) => one.id === id);
  if (!command || command.when?.() === false) return [];
  const { title, shortcuts, checked, run } = command;
  return [{ label: label ?? title, shortcut: shortcuts?.[0], checked: checked?.(), run }];
}
