import { dirname, isAbsolute, join, parse, relative, resolve, sep } from 'node:path';
import { isAddress } from '../../product/remote/address.ts';

/**
 * A path as a project's file holds it: relative to the file, with slashes, where both lie in one tree, so that the tree may
 * be moved; absolute where they have nothing but the root in common. An address stays as it is.
 */
export function toPlace(path: string, projectFile: string): string {
  if (isAddress(path)) return path;
  const folder = dirname(projectFile);
  const { root } = parse(folder);
  if (parse(path).root !== root) return path;
  const [first] = relative(root, path).split(sep);
  const [ours] = relative(root, folder).split(sep);
  if (first !== ours || first === '') return path;
  return relative(folder, path).split(sep).join('/') || '.';
}

/** The path that a place means. */
export function fromPlace(place: string, projectFile: string): string {
  return isAbsolute(place) || isAddress(place) ? place : resolve(dirname(projectFile), place);
}

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
