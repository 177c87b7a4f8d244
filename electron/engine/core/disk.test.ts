import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { withFolder } from '../../test/export-support.ts';
import { type DiskStep, replaceFile, watchDisk } from './disk.ts';

afterEach(() => watchDisk(() => undefined));

it.each<DiskStep>(['sync', 'rename'])('names the file, not its temporary one, where %s fails', async (failing) => {
  await withFolder(async (folder) => {
    const path = join(folder, 'run.json');
    // As Node says it of a file that is open: without its name.
    watchDisk((step) => {
      if (step === failing) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
    });
    await expect(replaceFile(path, 'whole', join(folder, 'part'))).rejects.toMatchObject({ code: 'ENOSPC', path });
    expect(readdirSync(folder)).toEqual([]);
  });
});
