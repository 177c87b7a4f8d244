import { dirname, join, sep } from 'node:path';

/**
 * Where a file would be that stood at `old`, if whatever moved `from` to `to` moved it as well: with the folder that
 * changed its name, and beside `to`. Most likely first.
 */
export function movedAlike(old: string, from: string, to: string): readonly string[] {
  const [before, after] = [from.split(sep), to.split(sep)];
  let same = 0;
  while (same < Math.min(before.length, after.length) && before.at(-1 - same) === after.at(-1 - same)) same++;
  const oldTree = before.slice(0, before.length - same).join(sep);
  const newTree = after.slice(0, after.length - same).join(sep);
  const inTree = old.startsWith(oldTree + sep) ? [join(newTree || sep, old.slice(oldTree.length))] : [];
  const beside = join(dirname(to), old.split(sep).at(-1)!);
  return [...new Set([...inTree, beside])].filter((path) => path !== old);
}
