import { basename, extname } from 'node:path';
import { PROJECT_EXTENSION } from '../../contract/project.ts';
import { ProjectError } from './project-file.ts';
import { isThere } from './shelf.ts';

/** The path of a project's file, with its ending. */
export const withExtension = (path: string): string =>
  extname(path) === `.${PROJECT_EXTENSION}` ? path : `${path}.${PROJECT_EXTENSION}`;

/** @throws ProjectError where no project is at the path */
export async function requireProject(path: string): Promise<void> {
  if (await isThere(path)) return;
  throw new ProjectError(`${basename(path)} is not there any more.`, {
    file: path,
    remedy: 'Choose it where it is now: File, Open project.',
  });
}

/** @throws ProjectError where something is at the path */
export async function requireNone(path: string): Promise<void> {
  if (!(await isThere(path))) return;
  throw new ProjectError(`${basename(path)} is there already.`, {
    file: path,
    remedy: 'Choose another name, or allow to replace it.',
  });
}
