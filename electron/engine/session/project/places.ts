import { dirname, isAbsolute, parse, relative, resolve, sep } from 'node:path';
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
