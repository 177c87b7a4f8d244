import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { localAddress } from './local-address.ts';

const folder = mkdtempSync(join(tmpdir(), 'address-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const listen = (path: string) =>
  new Promise<void>((done, fail) => {
    const server = createServer().on('error', fail);
    server.listen(path, () => server.close(() => done()));
  });

it.runIf(process.platform !== 'win32')(
  'is where a server can listen, however long the path of the folder is',
  async () => {
    expect(localAddress('/home/me', 'engine')).toBe('/home/me/engine.sock');
    const long = join(folder, 'a'.repeat(120));
    const [engine, lifeline] = [localAddress(long, 'engine'), localAddress(long, 'lifeline')];
    expect(Buffer.byteLength(lifeline)).toBeLessThanOrEqual(103);
    await Promise.all([engine, lifeline].map(listen));
    expect(existsSync(long)).toBe(false);
  },
);
