/** What is selected in a list of names, and where a range begins. */
export interface Selection {
  readonly names: readonly string[];
  readonly anchor: string | null;
}

export const NOTHING: Selection = { names: [], anchor: null };

interface Click {
  readonly name: string;
  /** Control or Command: beside what is selected, or out of it. */
  readonly isToggle: boolean;
  /** Shift: all from the anchor to here. */
  readonly isRange: boolean;
}

/** The selection after a click, as lists of files do it everywhere. */
export function clicked(
  selection: Selection,
  listed: readonly string[],
  { name, isToggle, isRange }: Click,
): Selection {
  const from = selection.anchor === null ? -1 : listed.indexOf(selection.anchor);
  if (isRange && from >= 0) {
    const to = listed.indexOf(name);
    return { names: listed.slice(Math.min(from, to), Math.max(from, to) + 1), anchor: selection.anchor };
  }
  if (!isToggle) return { names: [name], anchor: name };
  const others = selection.names.filter((one) => one !== name);
  return { names: others.length < selection.names.length ? others : [...others, name], anchor: name };
}
