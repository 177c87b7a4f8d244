import type { Entry, ZipFile } from 'yauzl';
import { MAX_FILES } from './files.ts';

const STORED = 0;
const DEFLATED = 8;
/** The largest file of a product, a 10 m band, has some 150 MB. */
const MAX_INFLATED_BYTES = 1 << 30;
/** All deflated entries together: the largest products, old ones of 15 granules, have some 8 GB. */
const MAX_TOTAL_BYTES = 2 ** 34;
/** Metadata deflates to a twentieth; image files hardly at all. */
const MAX_RATIO = 200;
const RATIO_FREE_BYTES = 1 << 20;
const LOCAL_HEADER_BYTES = 30;

/** Whether the bytes of an entry lie in the zip as they are. */
export function isStored(entry: Entry): boolean {
  return entry.compressionMethod === STORED;
}

/** All entries of a zip. @throws Error where the list is damaged or endless */
export function readDirectory(zip: ZipFile): Promise<Entry[]> {
  return new Promise((resolve, reject) => {
    const entries: Entry[] = [];
    zip.on('entry', (entry: Entry) => {
      entries.push(entry);
      if (entries.length > MAX_FILES) reject(new Error(`more than ${MAX_FILES} entries`));
      else zip.readEntry();
    });
    zip.on('end', () => resolve(entries));
    zip.on('error', reject);
    zip.readEntry();
  });
}

/** What makes a zip unfit to be read, in words that continue "FILE ...", and what to do about it. */
export interface DirectoryProblem {
  readonly what: string;
  readonly remedy: string;
}

/** For a zip that may be whole elsewhere. */
export const GET_ANEW = 'Download the zip again, or unpack it and choose the .SAFE folder.';

/** What makes a list of entries unfit to be read; null where nothing does. */
export function directoryProblem(entries: readonly Entry[], size: number): DirectoryProblem | null {
  const problem = unreadable(entries);
  if (problem) return problem;
  const what = damage(entries, size);
  return what === null ? null : { what, remedy: GET_ANEW };
}

/** What another program can read: a whole zip of the same kind would be refused as well. */
function unreadable(entries: readonly Entry[]): DirectoryProblem | null {
  const locked = entries.find((entry) => entry.isEncrypted());
  if (locked)
    return {
      what: `is encrypted (${locked.fileName})`,
      remedy: 'Unpack it with its password and choose the .SAFE folder.',
    };
  const rare = entries.find(({ compressionMethod }) => ![STORED, DEFLATED].includes(compressionMethod));
  if (!rare) return null;
  return {
    what: `uses compression method ${rare.compressionMethod} (${rare.fileName}), which is not supported`,
    remedy: 'Unpack it, with 7-Zip for example, and choose the .SAFE folder.',
  };
}

function damage(entries: readonly Entry[], size: number): string | null {
  const taken = entries
    .map((entry) => ({
      name: entry.fileName,
      start: entry.relativeOffsetOfLocalHeader,
      end: entry.relativeOffsetOfLocalHeader + LOCAL_HEADER_BYTES + entry.fileNameLength + entry.compressedSize,
    }))
    .sort((a, b) => a.start - b.start);
  for (const [k, { name, end }] of taken.entries()) {
    const next = taken[k + 1];
    if (end > size) return `is truncated: ${name} would end at byte ${end} of ${size}`;
    if (next && next.start < end) return `is malformed: ${name} and ${next.name} share bytes`;
  }
  let total = 0;
  for (const entry of entries) {
    const { fileName, compressedSize, uncompressedSize } = entry;
    if (entry.compressionMethod === STORED && compressedSize !== uncompressedSize) {
      return `is malformed: ${fileName} is stored with two sizes, ${compressedSize} and ${uncompressedSize} bytes`;
    }
    const isDeflated = entry.compressionMethod === DEFLATED;
    const isBomb = uncompressedSize > RATIO_FREE_BYTES && uncompressedSize > MAX_RATIO * compressedSize;
    if (isDeflated && (isBomb || uncompressedSize > MAX_INFLATED_BYTES)) {
      return `is refused: ${fileName} would inflate from ${compressedSize} to ${uncompressedSize} bytes`;
    }
    if (isDeflated) total += uncompressedSize;
    if (total > MAX_TOTAL_BYTES) return `is refused: its files would inflate to more than ${MAX_TOTAL_BYTES} bytes`;
  }
  return null;
}
