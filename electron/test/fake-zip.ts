import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';

/** An entry of {@link fakeZip}; what is given in `claim` is written instead of the truth. */
export interface FakeZipEntry {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly isDeflated?: boolean;
  readonly claim?: {
    readonly size?: number;
    readonly flags?: number;
    readonly offset?: number;
    readonly method?: number;
  };
}

/** A zip file by the book (APPNOTE 4.3), but for what entries claim. */
export function fakeZip(entries: readonly FakeZipEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { path, bytes, isDeflated = false, claim = {} } of entries) {
    const name = Buffer.from(path, 'utf8');
    const data = isDeflated ? deflateRawSync(bytes) : Buffer.from(bytes);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(claim.flags ?? 0x800, 2);
    common.writeUInt16LE(claim.method ?? (isDeflated ? 8 : 0), 4);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(claim.size ?? bytes.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('504b0304', 'hex'), common, name, data]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(claim.offset ?? offset, 10);
    directory.push(Buffer.concat([Buffer.from('504b01021400', 'hex'), common, rest, name]));
    parts.push(local);
    offset += local.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('504b0506', 'hex');
  end.writeUInt16LE(entries.length & 0xffff, 8);
  end.writeUInt16LE(entries.length & 0xffff, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, list, end]);
}

let written = 0;

/** Writes bytes as a zip file with a name of its own. @returns its path */
export async function writeZip(folder: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, `${written++}.zip`);
  await writeFile(path, bytes);
  return path;
}
