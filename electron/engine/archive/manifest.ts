import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { aboutFile, disk } from '../core/disk.ts';
import { sweepParts } from '../core/left-parts.ts';
import { OWNER } from '../core/owner.ts';
import { RunError } from './run-file.ts';
import type { RunFolder } from './run-folder.ts';

const entrySchema = z.object({
  index: z.number().int().min(0),
  /** Name of the product, and of the folder of its files. */
  id: z.string(),
  /** Folder or file on the disk, absolute. */
  place: z.string(),
  granule: z.string().nullable(),
  bytes: z.number(),
  level: z.enum(['L1C', 'L2A']).nullable(),
  tile: z.string().nullable(),
  sensingTime: z.string().nullable(),
  /** Ring of lon/lat, degrees. */
  footprint: z.array(z.tuple([z.number(), z.number()])).nullable(),
  /** Names of the main files that will be written. */
  outputs: z.array(z.string()),
  /** See `settingsHash`. */
  hash: z.string(),
  /** Why it could not be opened when the run was planned. */
  problem: z.string().optional(),
});

/** One product of a run. */
export type ManifestEntry = Readonly<z.infer<typeof entrySchema>>;

const OFFSET_BYTES = 8;

/** Reads the line of one product, with two small reads however long the manifest is. @throws RunError */
export async function readManifestEntry(folder: RunFolder, index: number): Promise<ManifestEntry> {
  const range = await readPart(folder.offsets, index * OFFSET_BYTES, 2 * OFFSET_BYTES);
  if (range.length < OFFSET_BYTES) throw damaged(folder, index);
  const start = Number(range.readBigUInt64LE(0));
  const length = range.length < 2 * OFFSET_BYTES ? null : Number(range.readBigUInt64LE(OFFSET_BYTES)) - start;
  const line = (await readPart(folder.manifest, start, length ?? LAST_LINE_BYTES)).toString('utf8').split('\n')[0]!;
  const entry = parseLine(line);
  if (entry?.index !== index) throw damaged(folder, index);
  return entry;
}

const LAST_LINE_BYTES = 1 << 20;

/** All products in their order, one at a time. @throws RunError */
export async function* readManifest(folder: RunFolder, count: number): AsyncGenerator<ManifestEntry> {
  if (count === 0) return;
  const lines = createInterface({ input: createReadStream(folder.manifest), crlfDelay: Number.POSITIVE_INFINITY });
  let index = 0;
  for await (const line of lines) {
    const entry = parseLine(line);
    if (entry?.index !== index) throw damaged(folder, index);
    yield entry;
    index++;
    if (index === count) return;
  }
  throw damaged(folder, index);
}

/** Writes a manifest beside the one that is there, and puts it in its place when it is whole. */
export interface ManifestWriter {
  add(entry: ManifestEntry): Promise<void>;
  finish(): Promise<void>;
  /** Removes what was written; nothing happens after `finish`. */
  discard(): Promise<void>;
}

/** Lines are gathered to so many bytes before they are written. */
const BLOCK_BYTES = 1 << 18;

/** Begins a manifest anew; the one that is there stays until the writer ends. What killed writers left goes. */
export async function writeManifest(folder: RunFolder): Promise<ManifestWriter> {
  const files = [folder.manifest, folder.offsets];
  for (const path of files) await sweepParts(path);
  const parts = files.map((path) => `${path}.${OWNER}.part`) as [string, string];
  const handles: FileHandle[] = [];
  for (const part of parts) {
    await disk.unlink(part);
    handles.push(await open(part, 'wx'));
  }
  const [manifest, offsets] = handles as [FileHandle, FileHandle];
  let position = 0;
  let lines: string[] = [];
  let starts: Buffer[] = [];
  let pending = 0;
  let isOpen = true;
  const flush = async (): Promise<void> => {
    await appendTo(manifest, folder.manifest, lines.join(''));
    await appendTo(offsets, folder.offsets, Buffer.concat(starts));
    [lines, starts, pending] = [[], [], 0];
  };
  const close = async (): Promise<void> => {
    if (isOpen) await Promise.all(handles.map((handle) => handle.close()));
    isOpen = false;
  };
  return {
    async add(entry) {
      const line = `${JSON.stringify(entry)}\n`;
      const start = Buffer.alloc(OFFSET_BYTES);
      start.writeBigUInt64LE(BigInt(position));
      lines.push(line);
      starts.push(start);
      const bytes = Buffer.byteLength(line);
      position += bytes;
      pending += bytes;
      if (pending > BLOCK_BYTES) await flush();
    },
    async finish() {
      await flush();
      for (const handle of handles) await handle.sync();
      await close();
      // Products are only ever added: whoever reads between the two renames finds every product that the run has.
      await disk.rename(parts[0], folder.manifest);
      await disk.rename(parts[1], folder.offsets);
      await disk.syncFolder(folder.path);
    },
    async discard() {
      await close();
      for (const part of parts) await disk.unlink(part);
    },
  };
}

/** @throws an error of the operating system that names the file */
function appendTo(handle: FileHandle, path: string, bytes: string | Uint8Array): Promise<void> {
  return handle.appendFile(bytes).catch((error: unknown) => {
    throw aboutFile(error, path);
  });
}

function parseLine(line: string): ManifestEntry | undefined {
  try {
    return entrySchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

async function readPart(path: string, position: number, length: number): Promise<Buffer> {
  const handle = await open(path).catch((cause: NodeJS.ErrnoException) => {
    throw new RunError(`${path} cannot be read (${cause.code}).`, { file: path, remedy: 'Plan again.', cause });
  });
  try {
    const buffer = Buffer.alloc(length);
    const { bytesRead } = await handle.read(buffer, 0, length, position);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function damaged(folder: RunFolder, index: number): RunError {
  return new RunError(`The manifest has no whole line for product ${index}.`, {
    file: folder.manifest,
    remedy: 'Plan again into the same folder: what is done stays done.',
  });
}
