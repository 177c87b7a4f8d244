import type { Run } from './run-file.ts';

/** The STAC collection of a run, as its items name it from their folders. */
export function collectionOf({ id }: Pick<Run, 'id'>): { readonly id: string; readonly href: string } {
  return { id: `nephoscope-${id}`, href: '../../collection.json' };
}
