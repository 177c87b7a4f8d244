import { homedir } from 'node:os';
import type { Command } from 'commander';
import { numberFlag } from './stack-options.ts';
import { print } from './terminal.ts';

/** `nephoscope serve [--root DIR] [--port N]`: the application in a browser, until interrupted. */
export function addServe(program: Command, signal: AbortSignal): void {
  program
    .command('serve')
    .description('serve the application to a browser on this machine (or through an SSH tunnel)')
    .option('--root <folder>', 'folder that products are chosen from and exports are written to', homedir())
    .option('--port <number>', 'port on 127.0.0.1; 0 takes a free one', '0')
    .option('--no-open', 'do not open a browser')
    .action(async (flags: { root: string; port: string; open: boolean }) => {
      const { defaultFolders, openInBrowser, startBrowserShell } = await import('../shell/browser.ts');
      const port = numberFlag('--port', flags.port) ?? 0;
      const shell = await startBrowserShell({ ...defaultFolders(), root: flags.root, port });
      print(`Nephoscope serves ${flags.root} at ${shell.address}`);
      if (flags.open) openInBrowser(shell.address);
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      await shell.close();
    });
}
