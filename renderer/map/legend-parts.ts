import type { MaskClass } from '../api/types.ts';
import { CLASS_ORDER } from '../state/scene.ts';
import type { Overlay } from './overlays.ts';
import { AGREEMENT } from './palette.ts';

export interface LegendEntry {
  readonly name: string;
  readonly colour: string | null;
  readonly hatched: boolean;
}

/** What one overlay of the map shows. */
export interface LegendPart {
  readonly title: string;
  readonly entries: readonly LegendEntry[];
}

function entriesOf({ classes }: Overlay, names: readonly MaskClass[], only: ReadonlySet<string> | null): LegendEntry[] {
  if (classes === 'agreement') return AGREEMENT.map(({ name, colour }) => ({ name, colour, hatched: false }));
  return CLASS_ORDER.flatMap((id) => {
    const { visible, colour } = classes[id];
    // A class without a colour is not drawn: no entry, where nobody could find it.
    if (!visible || colour === null || (only && !only.has(id))) return [];
    return [{ name: names.find((one) => one.id === id)?.name ?? id, colour, hatched: id === 'missing' }];
  });
}

/**
 * The parts of the legend, the uppermost overlay first; overlays that show the same in the same colours are one part.
 *
 * @param titleOf what an overlay is called
 * @param classesOf the classes that an overlay may hold, where that is known
 */
export function legendParts(
  overlays: readonly Overlay[],
  names: readonly MaskClass[],
  titleOf: (overlay: Overlay) => string,
  classesOf: (overlay: Overlay) => ReadonlySet<string> | null,
): LegendPart[] {
  const parts: LegendPart[] = [];
  for (const overlay of overlays.toReversed()) {
    const entries = entriesOf(overlay, names, classesOf(overlay));
    const title = titleOf(overlay);
    if (entries.length === 0) continue;
    const same = parts.findIndex((part) => JSON.stringify(part.entries) === JSON.stringify(entries));
    const known = parts[same];
    if (!known) parts.push({ title, entries });
    else if (!known.title.split(' and ').includes(title))
      parts[same] = { title: `${known.title} and ${title}`, entries };
  }
  return parts;
}
