import { resolve } from 'node:path';
import type { Command } from 'commander';
import { collectRun } from '../../engine/archive/collect.ts';
import { readRun } from '../../engine/archive/run-file.ts';
import { runFolder } from '../../engine/archive/run-folder.ts';
import { print, printable } from '../terminal.ts';

/** `nephoscope archive collect RUN` */
export function addArchiveCollect(archive: Command): void {
  archive
    .command('collect')
    .description('write a STAC collection of all masks, a table of all products, and clear sky by tile and month')
    .argument('<run>', 'folder of the run')
    .action(async (path: string) => {
      const folder = runFolder(resolve(path));
      const run = await readRun(folder);
      const { products, items, files } = await collectRun(folder, run);
      print(`${products} of ${run.products} products are done; ${items} have a STAC item.`);
      for (const file of files) print(printable(file));
    });
}
