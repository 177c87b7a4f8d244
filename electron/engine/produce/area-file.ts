import { readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { NephoscopeError, ParameterError } from '../core/errors.ts';
import { PlainFileError, readPlainFile } from '../core/plain-file.ts';
import { temporaryFolder } from '../core/temporary.ts';
import { decodeText } from '../core/text.ts';
import { baseName } from '../product/files.ts';
import { openZip } from '../product/zip.ts';
import { readByGdal } from './area-gdal.ts';
import { type AreaRead, parseAreaText } from './area-geojson.ts';

/** A file as it was chosen. */
export interface AreaFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Largest file of an area, and of all files together. */
export const MAX_AREA_BYTES = 256 << 20;
const SHAPEFILE_PARTS = ['.shp', '.dbf', '.shx', '.prj', '.cpg'];
/** What is looked for in a zip, most likely first. */
const ZIPPED = ['.shp', '.gpkg', '.fgb', '.geojson', '.geojsonl', '.kml', '.gml', '.json'];

/**
 * Reads an area of interest from a path: GeoJSON, GeoPackage, shapefile (its parts beside it), FlatGeobuf, KML, GML, or
 * a zip of one of these.
 * @throws ParameterError when the file is no such thing
 */
export async function readAreaPath(path: string): Promise<AreaRead> {
  const main = { name: basename(path), bytes: await readRegular(path) };
  if (!isShapefile(main.bytes)) return readAreaFiles([main]);
  const stem = basename(path, extname(path)).toLowerCase();
  const beside = (await readdir(dirname(path)).catch(() => [])).filter(
    (name) =>
      name !== main.name &&
      basename(name, extname(name)).toLowerCase() === stem &&
      SHAPEFILE_PARTS.includes(extname(name).toLowerCase()),
  );
  const parts = beside.map(async (name) => ({ name, bytes: await readRegular(join(dirname(path), name)) }));
  return readAreaFiles([main, ...(await Promise.all(parts))]);
}

/**
 * Reads an area of interest from the content of the files that were chosen: one, or the parts of a shapefile. What a
 * file is follows from its content, not from its name.
 * @throws ParameterError when it is no area
 */
export async function readAreaFiles(files: readonly AreaFile[]): Promise<AreaRead> {
  const total = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const [first] = files;
  if (!first) throw new ParameterError('No file was chosen.');
  if (total > MAX_AREA_BYTES) throw tooLarge(first.name, total);
  const shape = files.find(({ bytes }) => isShapefile(bytes) && bytes[100] !== undefined);
  if (shape && /\.shx$/i.test(shape.name) && files.length === 1) throw wantsParts(shape.name);
  const main = files.find(({ name, bytes }) => isShapefile(bytes) && !/\.shx$/i.test(name));
  if (main) return readShapefile(main, files);
  if (files.length > 1) {
    throw new ParameterError(`${files.length} files were chosen; an area is one file, or the parts of one shapefile.`, {
      file: first.name,
      remedy: 'Choose one of them, or merge them into one layer.',
    });
  }
  const { name, bytes } = first;
  if (/\.(dbf|prj|shx|cpg)$/i.test(name)) throw wantsParts(name);
  if (bytes.length === 0) throw new ParameterError(`${name} is empty.`, { file: name });
  if (startsWith(bytes, 'PK\x03\x04')) return readZip(first);
  if (startsWith(bytes, 'SQLite format 3\0')) return readByGdal([{ name: 'area.gpkg', bytes }], name);
  if (startsWith(bytes, 'fgb\x03')) return readByGdal([{ name: 'area.fgb', bytes }], name);
  const text = decodeText(bytes);
  const begin = text.slice(0, 4000).trimStart();
  if (begin.startsWith('<')) {
    const ending = /<(\w+:)?kml[\s>]/.test(begin) ? 'kml' : /opengis\.net\/(gml|wfs)/.test(begin) ? 'gml' : null;
    if (ending) return readByGdal([{ name: `area.${ending}`, bytes: Buffer.from(text) }], name);
    throw new ParameterError(`${name} is XML, but neither KML nor GML.`, { file: name, remedy: FORMATS });
  }
  const read = parseAreaText(text, name);
  return 'needsGdal' in read ? readByGdal([{ name: 'area.json', bytes: Buffer.from(text) }], name) : read;
}

const FORMATS = 'Give GeoJSON, GeoPackage, a shapefile, FlatGeobuf or KML.';

async function readShapefile(main: AreaFile, files: readonly AreaFile[]): Promise<AreaRead> {
  const parts = files.map(({ name, bytes }) => ({ name: `area${extname(name).toLowerCase()}`, bytes }));
  const has = (ending: string) => parts.some(({ name }) => name === `area${ending}`);
  if (!has('.prj')) {
    throw new ParameterError(`${main.name} comes without its .prj, so that its coordinate system is not known.`, {
      file: main.name,
      remedy: 'Keep the .prj beside it (in the window choose .shp, .shx, .dbf and .prj together, or a zip of them).',
    });
  }
  return readByGdal(
    parts.map((part) => (part.bytes === main.bytes ? { ...part, name: 'area.shp' } : part)),
    main.name,
  );
}

async function readZip({ name, bytes }: AreaFile): Promise<AreaRead> {
  const folder = await temporaryFolder();
  try {
    const path = join(folder, 'area.zip');
    await writeFile(path, bytes);
    const tree = await openZip(path).catch((cause: unknown) => {
      if (!(cause instanceof NephoscopeError)) throw cause;
      throw new ParameterError(cause.message.replaceAll('area.zip', name), {
        file: name,
        remedy: 'Zip it again.',
        cause,
      });
    });
    try {
      const endingOf = (entry: { readonly path: string }) => extname(entry.path).toLowerCase();
      const ending = ZIPPED.find((candidate) => tree.entries.some((entry) => endingOf(entry) === candidate));
      const mains = tree.entries.filter((entry) => endingOf(entry) === ending);
      const main = mains[0];
      if (!ending || !main || mains.length > 1) {
        throw new ParameterError(
          main ? `${name} holds ${mains.length} files ${ending}; an area is one.` : `${name} holds no area.`,
          { file: name, remedy: main ? 'Unpack it and choose one.' : FORMATS },
        );
      }
      const stem = main.path.slice(0, -ending.length).toLowerCase();
      const wanted = tree.entries.filter(
        (entry) =>
          entry === main ||
          (ending === '.shp' &&
            entry.path.slice(0, -extname(entry.path).length).toLowerCase() === stem &&
            SHAPEFILE_PARTS.includes(endingOf(entry))),
      );
      const total = wanted.reduce((sum, { size }) => sum + size, 0);
      if (total > MAX_AREA_BYTES) throw tooLarge(name, total);
      const files: AreaFile[] = [];
      for (const entry of wanted) {
        const source = await entry.open();
        try {
          files.push({ name: baseName(entry.path), bytes: await source.read(0, source.size) });
        } finally {
          await source.close();
        }
      }
      return await readAreaFiles(files);
    } finally {
      await tree.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Content of a plain file of bearable size. */
async function readRegular(path: string): Promise<Uint8Array> {
  return readPlainFile(path, MAX_AREA_BYTES).catch((cause: unknown) => {
    if (!(cause instanceof PlainFileError)) throw cause;
    throw new ParameterError(`The area ${basename(path)} ${cause.message}.`, { file: path, remedy: FORMATS, cause });
  });
}

function tooLarge(file: string, bytes: number): ParameterError {
  const mega = (value: number) => Math.round(value / (1 << 20));
  return new ParameterError(`${file} has ${mega(bytes)} MiB; an area has at most ${mega(MAX_AREA_BYTES)}.`, {
    file,
    remedy: 'Keep only the polygons that are wanted, or simplify them.',
  });
}

function wantsParts(file: string): ParameterError {
  return new ParameterError(`${file} is a part of a shapefile only.`, {
    file,
    remedy: 'Choose .shp, .shx, .dbf and .prj together, or a zip of them.',
  });
}

/** File code 9994, big-endian (ESRI Shapefile Technical Description, 1998); the index has it, too. */
function isShapefile(bytes: Uint8Array): boolean {
  return bytes.length >= 100 && bytes[0] === 0 && bytes[1] === 0 && bytes[2] === 0x27 && bytes[3] === 0x0a;
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return Buffer.from(bytes.subarray(0, text.length)).toString('latin1') === text;
}
