import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { watchDisk } from '../engine/core/disk.ts';
import { finishInterrupted, stageExport } from '../engine/export/staging.ts';

// A program of the tests: `FOLDER KILL-AT LINKS|NONE STAGE|RECOVER`. It replaces files, or ends what another run began,
// and ends itself with SIGKILL before the n-th step that changes the disk. Prints how many steps there were.

const [folder, killAt, links, action] = process.argv.slice(2) as [string, string, string, string];
let steps = 0;
watchDisk((step) => {
  if (steps++ === Number(killAt)) process.kill(process.pid, 'SIGKILL');
  if (step === 'link' && links === 'NONE') throw new Error('no links on this disk');
});
const names = ['a.shp', 'a.shx', 'a.dbf', 'a.prj', 'a.cpg', 'a.qml'];
if (action === 'RECOVER') await finishInterrupted(folder);
else
  await stageExport(
    {
      paths: names.map((name) => join(folder, name)),
      neededBytes: 10,
      overwrite: true,
      stale: [...names, 'a.qix', 'a.sbn'].map((name) => join(folder, name)),
    },
    async (staging) => {
      for (const name of names) await writeFile(join(staging, name), `new ${name}`);
      return names.map((name) => ({ staged: name, path: join(folder, name) }));
    },
  );
process.stdout.write(String(steps));
