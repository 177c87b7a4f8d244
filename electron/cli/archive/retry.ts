import { resolve } from 'node:path';
import type { Command } from 'commander';
import { retryProducts } from '../../engine/archive/retry.ts';
import { readRun } from '../../engine/archive/run-file.ts';
import { runFolder } from '../../engine/archive/run-folder.ts';
import { quoted } from '../../engine/core/shell-word.ts';
import { print, printable } from '../terminal.ts';

/** `nephoscope archive retry RUN` */
export function addArchiveRetry(archive: Command): void {
  archive
    .command('retry')
    .description('let products that failed wait again; then submit the run again')
    .argument('<run>', 'folder of the run')
    .option('--broken', 'also those that are broken, once their files were mended')
    .action(async (path: string, flags: { readonly broken?: boolean }) => {
      const folder = runFolder(resolve(path));
      const { products } = await readRun(folder);
      const count = await retryProducts(folder, products, { broken: flags.broken === true });
      print(
        count === 0
          ? 'No product failed.'
          : `${count} ${count === 1 ? 'product waits' : 'products wait'} again: nephoscope archive submit ${printable(quoted(folder.path))} --to ENGINE`,
      );
    });
}
