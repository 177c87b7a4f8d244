import { writeSync } from 'node:fs';
import { z } from 'zod';
import { watchDisk } from '../engine/core/disk.ts';
import { jsonFile } from '../engine/session/json-file.ts';

// A program of the tests: `FILE FIRST KILL-AT` adds ten numbers to a list in a JSON document, and prints each once it is
// kept. It ends itself with SIGKILL before the n-th step that changes the disk.

const [path, first, killAt] = process.argv.slice(2) as [string, string, string];
let steps = 0;
watchDisk(() => {
  if (steps++ === Number(killAt)) process.kill(process.pid, 'SIGKILL');
});
const file = jsonFile(path, z.object({ list: z.array(z.number()) }), { list: [] }, (error) => {
  throw error;
});
for (let number = Number(first); number < Number(first) + 10; number++) {
  await file.change(({ list }) => ({ list: [...list, number] }));
  writeSync(1, `${number}\n`);
}
