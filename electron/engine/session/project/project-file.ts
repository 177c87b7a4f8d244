import { basename, join, relative } from 'node:path';
import { z } from 'zod';
import {
  PROJECT_FORMAT,
  PROJECT_VERSION,
  type ProjectFile,
  type ProjectResult,
  projectFileSchema,
} from '../../contract/project.ts';
import { NephoscopeError } from '../../core/errors.ts';
import { documentFile, type JsonFile } from '../json-file.ts';
import { withEachPath } from './parts.ts';
import { fromPlace, toPlace } from './places.ts';

/** What a project holds; its paths are absolute. */
export type ProjectContent = Omit<ProjectFile, 'format' | 'version' | 'revision' | 'savedBy' | 'savedAt'>;

/** A project's file is not what it should be, or not there. It is left as it is. */
export class ProjectError extends NephoscopeError {}

export const NO_CONTENT: ProjectContent = { products: [], parts: {}, results: [] };

/** What tells a project of any version from another file. */
const anyVersionSchema = z.object({ format: z.literal(PROJECT_FORMAT), version: z.number() });

/**
 * The document `NAME.nephos`. One that cannot be understood is refused and never written over; where its file has gone
 * while it is open, what it held last is written again.
 * @throws ProjectError, also from `change`
 */
export function projectFile(path: string, version: string, samplesFolder: string): JsonFile<ProjectContent> {
  let last = NO_CONTENT;
  const file = documentFile<ProjectContent>(path, {
    parse(json) {
      const { revision, format: _, version: __, savedBy: ___, savedAt: ____, ...content } = readProject(json, path);
      const own = (place: string) => fromPlace(place, path);
      return { revision, value: withPlaces(content, own, (place) => join(samplesFolder, place)) };
    },
    text({ revision, value }) {
      const own = (one: string) => toPlace(one, path);
      const { products, parts, ...rest } = withPlaces(value, own, (one) => relative(samplesFolder, one));
      const head = { format: PROJECT_FORMAT, version: PROJECT_VERSION, revision, savedBy: `Nephoscope ${version}` };
      return `${JSON.stringify({ ...head, savedAt: new Date().toISOString(), products, parts, ...rest }, null, 1)}\n`;
    },
    get fallback() {
      return last;
    },
    async onDamaged(_, cause) {
      throw cause instanceof ProjectError ? cause : notJson(path, cause);
    },
  });
  const noted = async (kept: ReturnType<typeof file.read>) => {
    last = (await kept).value;
    return kept;
  };
  return {
    read: () => noted(file.read()),
    change: (update, expected) => noted(file.change(update, expected)),
    replace: (value) => noted(file.replace(value)),
  };
}

type Convert = (path: string) => string;

/** Changes every path of a project from one form to the other. Built-in samples lie elsewhere on every machine. */
function withPlaces(content: ProjectContent, own: Convert, sample: Convert): ProjectContent {
  return {
    ...content,
    products: content.products.map((product) => ({
      ...product,
      place: (product.isSample ? sample : own)(product.place),
      settings: withEachPath(product.settings, own) as typeof product.settings,
      references: product.references.map((reference) => ({ ...reference, place: own(reference.place) })),
    })),
    parts: Object.fromEntries(
      Object.entries(content.parts).map(([name, part]) => [name, { ...part, value: withEachPath(part.value, own) }]),
    ),
    results: content.results.map((result) => withEachPath(result, own) as ProjectResult),
  };
}

function readProject(json: unknown, path: string): ProjectFile {
  const name = basename(path);
  const file = projectFileSchema.safeParse(json);
  if (file.success) return file.data;
  const any = anyVersionSchema.safeParse(json);
  if (!any.success)
    throw new ProjectError(`${name} is no project of Nephoscope.`, {
      file: path,
      remedy: 'Choose a file that Nephoscope has saved; products are opened by File, Open product.',
    });
  if (any.data.version > PROJECT_VERSION)
    throw new ProjectError(
      `${name} was saved by a newer Nephoscope: it has version ${any.data.version} of the format, this one reads ${PROJECT_VERSION}.`,
      { file: path, remedy: 'Open it with that newer Nephoscope, or update this one. The file was left as it is.' },
    );
  if (any.data.version < PROJECT_VERSION)
    throw new ProjectError(`${name} has version ${any.data.version} of the format, which was never in use.`, {
      file: path,
      remedy: 'Take the file from a backup. It was left as it is.',
    });
  const issue = file.error.issues[0];
  throw new ProjectError(
    `${name} is damaged at ${issue?.path.join('.') || 'its top'}: ${issue?.message ?? 'not understood'}.`,
    {
      file: path,
      remedy: 'Mend it there, or take it from a backup. It was left as it is.',
    },
  );
}

function notJson(path: string, cause: unknown): ProjectError {
  const reason = cause instanceof SyntaxError ? `it is no whole JSON (${cause.message})` : String(cause);
  return new ProjectError(`${basename(path)} cannot be read: ${reason}.`, {
    file: path,
    remedy: 'Take it from a backup, or mend it with a text editor. It was left as it is.',
    cause,
  });
}
