import { homedir } from 'node:os';
import { parseArgs } from 'node:util';
import { openInBrowser, startBrowserShell } from './shell/browser.ts';
import { defaultFolders } from './shell/folders.ts';

/** The browser shell as a program: prints the address and serves until it is interrupted. */
const { values } = parseArgs({
  options: {
    root: { type: 'string', default: homedir() },
    port: { type: 'string', default: '0' },
    'no-open': { type: 'boolean', default: false },
  },
});
const options = { ...defaultFolders(), root: values.root, port: Number(values.port) };
const shell = await startBrowserShell(options).catch((error: Error) => {
  console.error(`nephoscope: ${error.message}`);
  process.exit(1);
});
console.log(`Nephoscope serves ${values.root} at ${shell.address}`);
if (!values['no-open']) openInBrowser(shell.address);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void shell.close().finally(() => process.exit(0)));
}
