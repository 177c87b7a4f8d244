import { type PointTable, usePoints } from '../points.ts';
import { storePart } from './part.ts';
import { fieldsOf, isNumber } from './read.ts';

function readTable(kept: unknown): PointTable | null {
  const { choice, file, pixelMetres, visible } = fieldsOf(kept);
  const { handle, name } = fieldsOf(choice);
  if (typeof handle !== 'string' || typeof name !== 'string') return null;
  return {
    choice: { handle, name },
    file: typeof file === 'string' ? file : null,
    pixelMetres: isNumber(pixelMetres) ? pixelMetres : null,
    visible: visible !== false,
  };
}

function readTables(kept: unknown): Readonly<Record<string, PointTable>> {
  const entries = Object.entries(fieldsOf(kept)).flatMap(([key, table]) => {
    const read = readTable(table);
    return read ? [[key, read] as const] : [];
  });
  return Object.fromEntries(entries);
}

/** Tables of reference points, by the key of the product that they are for. */
export const pointsPart = storePart({
  name: 'points',
  isShared: true,
  store: usePoints,
  pick: ({ tables }) => tables,
  read: readTables,
  initial: {},
  restore: (tables) => ({ tables, current: null }),
});
