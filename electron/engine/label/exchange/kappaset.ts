import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dataset } from 'h5wasm/node';
import { codesOfScheme } from '../../core/class-codes.ts';
import { temporaryFolder } from '../../core/temporary.ts';
import { LabelError } from '../documents.ts';
import { baseName, type FoundLabels, type ImportFiles } from './format.ts';

const VARIABLE = 'Label';
/** The first bytes of an HDF5 file, which NetCDF-4 is. */
const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * Reads NetCDF-4 tiles of KappaSet and cm-vsm: the variable `Label`, codes 0 to 5, row by row.
 * @throws LabelError where one cannot be read, has no such labels, or is not square
 */
export async function readKappaset(files: ImportFiles, file: string): Promise<FoundLabels[]> {
  const tiles = [...files].filter(([path]) => /\.nc$/i.test(path));
  if (tiles.length === 0)
    throw new LabelError(`${file} holds no .nc file.`, { file, remedy: 'Choose a folder of KappaSet tiles.' });
  // The library reads from the disk alone.
  const folder = await temporaryFolder();
  const copy = join(folder, 'tile.nc');
  try {
    const found: FoundLabels[] = [];
    for (const [path, read] of tiles) {
      const bytes = await read();
      if (SIGNATURE.some((byte, i) => bytes[i] !== byte)) throw unreadable(path, file);
      await writeFile(copy, bytes);
      found.push({ name: baseName(path), ...(await readTile(copy, path, file)) });
    }
    return found;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readTile(copy: string, path: string, file: string): Promise<Omit<FoundLabels, 'name'>> {
  // A megabyte of WebAssembly that nothing else needs.
  const hdf5 = await import('h5wasm/node');
  await hdf5.ready;
  const codes = codesOfScheme('cmix');
  const nc = new hdf5.File(copy, 'r');
  if (nc.file_id < 0n) throw unreadable(path, file);
  try {
    const label = nc.keys().includes(VARIABLE) ? nc.get(VARIABLE) : null;
    if (!(label instanceof hdf5.Dataset) || label.shape?.length !== 2)
      throw new LabelError(`${path} has no variable "${VARIABLE}" of two dimensions.`, {
        file,
        remedy: 'Choose tiles with labels, as KappaSet has them.',
      });
    const [first, second] = label.shape as [number, number];
    if (first !== second)
      throw new LabelError(`${path} is ${first} x ${second}: only of square tiles it is sure which axis is which.`, {
        file,
        remedy: 'Cut the tile to a square.',
      });
    await requireWhole(label, path, file);
    const labels = Uint8Array.from(label.value as ArrayLike<number>, (value) => {
      const code = codes.get(Number(value));
      if (code !== undefined) return code;
      throw new LabelError(`${path} holds a ${value}, which is no class of KappaSet.`, {
        file,
        remedy: 'Labels are 0 to 5.',
      });
    });
    return { width: second, height: first, labels };
  } finally {
    nc.close();
  }
}

/** The library gives what was in memory where a part of the file cannot be unpacked, so that its own answer is asked for first. */
async function requireWhole({ file_id, path: name, metadata }: Dataset, path: string, file: string): Promise<void> {
  const { ready } = await import('h5wasm/node');
  const program = await ready;
  const pointer = program._malloc(Math.max(1, metadata.size * metadata.total_size));
  try {
    const status = program.get_dataset_data(file_id, name, null, null, null, BigInt(pointer));
    if (status < 0) throw unreadable(path, file);
  } finally {
    program._free(pointer);
  }
}

function unreadable(path: string, file: string): LabelError {
  return new LabelError(`${path} cannot be read: it is no whole HDF5 file.`, {
    file,
    remedy: 'Fetch the tile again; it must be NetCDF-4, as KappaSet has it.',
  });
}
