import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { buildIfStale } from './dist.mjs';

const folder = mkdtempSync(join(tmpdir(), 'nephoscope-start-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.skipIf(process.platform !== 'linux')('serves the browser where Electron ends at once, and says so', async () => {
  await buildIfStale({ renderer: true });
  // As Chromium ends where its sandbox cannot be set up.
  const program = join(folder, 'electron');
  writeFileSync(program, '#!/bin/sh\necho "run as node: <$ELECTRON_RUN_AS_NODE>"\nkill -TRAP $$\n');
  chmodSync(program, 0o755);
  const env = {
    ...process.env,
    DISPLAY: ':9',
    ELECTRON_RUN_AS_NODE: '1',
    ELECTRON_OVERRIDE_DIST_PATH: folder,
    NEPHOSCOPE_CACHE: folder,
    NEPHOSCOPE_STATE: folder,
  };
  const child = spawn(process.execPath, ['build/start.mjs', 'a.SAFE', '--no-open', '--root', folder], { env });
  let told = '';
  child.stdout.on('data', (text) => {
    told += text;
  });
  try {
    await expect.poll(() => told).toMatch(/serves .* at http:/);
  } finally {
    child.kill('SIGTERM');
  }
  expect(told).toContain('run as node: <>');
  expect(told).toContain('it ended at once (SIGTRAP); see above. Serving Nephoscope to the browser instead.');
});
