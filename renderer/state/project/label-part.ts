import type { Choice } from '../../api/types.ts';
import { useLabel } from '../label/project.ts';
import { storePart } from './part.ts';
import { fieldsOf } from './read.ts';

interface Kept {
  readonly project: Choice | null;
  readonly chip: string | null;
}

const INITIAL: Kept = { project: null, chip: null };

/** Which label project is open, and at which chip. */
export const labelPart = storePart({
  name: 'label',
  isShared: false,
  store: useLabel,
  pick: ({ project, chip }): Kept => ({ project, chip }),
  read: (kept): Kept => {
    const { project, chip } = fieldsOf(kept);
    const { handle, name } = fieldsOf(project);
    if (typeof handle !== 'string' || typeof name !== 'string') return INITIAL;
    return { project: { handle, name }, chip: typeof chip === 'string' ? chip : null };
  },
  initial: INITIAL,
  restore: (kept) => kept,
});
