import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hasEnded, isAlive } from '../test/processes.ts';

const folder = mkdtempSync(join(tmpdir(), 'nephoscope-lifeline-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);

/** Starts the browser shell as a program and opens a sample in it. */
async function startShell(): Promise<{
  shell: ChildProcess;
  engine: number;
  ask: (path: string, body?: object) => Promise<Response>;
}> {
  const env = {
    ...process.env,
    NEPHOSCOPE_CACHE: mkdtempSync(join(folder, 'cache-')),
    NEPHOSCOPE_STATE: join(folder, 'state'),
    TMPDIR: mkdtempSync(join(folder, 'tmp-')),
  };
  const args = ['dist/cli.mjs', 'serve', '--no-open', '--root', folder];
  const shell = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  for await (const chunk of shell.stdout!) {
    text += chunk;
    if (text.includes('token=')) break;
  }
  const address = new URL(/http\S+/.exec(text)![0]);
  const entry = await fetch(address, { redirect: 'manual' });
  // Everything lies below a path of this start's own.
  const base = new URL(entry.headers.get('location')!, address);
  const cookie = entry.headers.get('set-cookie')!.split(';')[0]!;
  const ask = (path: string, body?: object) =>
    fetch(new URL(`.${path}`, base), {
      headers: { cookie, 'content-type': 'application/json' },
      ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
    });
  expect((await ask('/api/about')).status).toBe(200);
  const [engine] = childrenOf(shell.pid!) as [number];
  return { shell, engine, ask };
}

describe.skipIf(process.platform !== 'linux')('the engine and its shell', () => {
  it.each(['idle', 'computing'])('ends when the shell is killed with SIGKILL while it is %s', async (state) => {
    const { shell, engine, ask } = await startShell();
    if (state === 'computing') {
      const product = (await (await ask('/api/sample', { level: 'L1C' })).json()) as {
        id: string;
        packs: { id: string }[];
      };
      const job = { kind: 'mask', product: product.id, pack: product.packs[0]!.id, grid: 10 };
      expect((await ask('/api/jobs', job)).status).toBe(202);
      await new Promise((wait) => setTimeout(wait, 700));
    }
    expect(isAlive(engine)).toBe(true);
    shell.kill('SIGKILL');
    expect(await hasEnded(engine, 15)).toBe(true);
  });

  it('ends when the shell is ended with SIGTERM', async () => {
    const { shell, engine } = await startShell();
    shell.kill('SIGTERM');
    await once(shell, 'exit');
    expect(await hasEnded(engine, 15)).toBe(true);
  });

  it('ends even when no event gets through to it', async () => {
    const path = join(folder, 'busy.sock');
    const held: Socket[] = [];
    const server = createServer((connection) => void held.push(connection)).listen(path);
    await once(server, 'listening');
    const program = `
      new (require('node:worker_threads').Worker)(${JSON.stringify(resolve('dist/lifeline.worker.mjs'))},
        { workerData: ${JSON.stringify(path)} });
      for (;;);`;
    const busy = spawn(process.execPath, ['-e', program], { stdio: 'inherit' });
    await once(server, 'connection');
    expect(isAlive(busy.pid!)).toBe(true);
    for (const connection of held) connection.destroy();
    server.close();
    expect(await hasEnded(busy.pid!, 15)).toBe(true);
  });
});
