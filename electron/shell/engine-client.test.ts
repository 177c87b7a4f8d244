import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { EngineProcess } from './engine-client.ts';
import { startEngineProcess } from './engine-client.ts';

/** An engine that does nothing but die when it is told to. */
class Child extends EventEmitter {
  kill(): boolean {
    this.emit('exit', 0);
    return true;
  }
}
interface Argument {
  readonly sessionFolder: string;
  readonly leaveOut: string | null;
}

const folder = mkdtempSync(join(tmpdir(), 'nephoscope-client-'));
let engine: EngineProcess;
afterEach(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

function startDying() {
  const starts: Argument[] = [];
  const busy: boolean[] = [];
  let child: Child;
  engine = startEngineProcess(
    (argument) => {
      starts.push(JSON.parse(argument));
      child = new Child();
      return child;
    },
    { version: '0', modelsFolder: folder, samplesFolder: folder, cacheFolder: folder, stateFolder: folder },
    (isBusy) => busy.push(isBusy),
  );
  return {
    ...{ starts, busy },
    say: (message: unknown) => void child.emit('message', message),
    die: (signal: string) => void child.emit('exit', null, signal),
  };
}

it('gives up after six deaths in a minute, says what ran, and starts again without it', async () => {
  const { starts, die } = startDying();
  const jobs = [
    { id: 'a', title: 'waiting' },
    { id: 'b', title: 'T33UVU: mask 10 m', running: true },
  ];
  writeFileSync(join(starts[0]!.sessionFolder, 'session.json'), JSON.stringify({ jobs }));
  die('SIGSEGV');
  // The next engines leave it aside and die all the same; what ran at first is still what is told.
  writeFileSync(join(starts[0]!.sessionFolder, 'session.json'), JSON.stringify({ jobs: [jobs[0]] }));
  for (let death = 2; death <= 5; death++) die('SIGSEGV');
  expect(engine.health()).toMatchObject({ state: 'starting', deaths: 5 });
  engine.start('everything');
  expect(starts, 'an engine that runs is not started a second time').toHaveLength(6);

  die('SIGABRT');
  expect(engine.health()).toEqual({
    state: 'stopped',
    deaths: 6,
    lastExit: 'signal SIGABRT',
    job: { id: 'b', title: 'T33UVU: mask 10 m' },
  });
  const refused = await engine.fetch(new Request('http://engine/api/about'));
  expect(refused.status).toBe(503);
  expect(((await refused.json()) as { error: { message: string } }).error.message).toContain('6 times within a minute');

  engine.start('job');
  expect(starts.map(({ leaveOut }) => leaveOut)).toEqual([null, null, null, null, null, null, 'job']);
  expect(engine.health()).toMatchObject({ state: 'starting', deaths: 0 });
});

it('says whether jobs run, and that none does once the process has died or is to be closed', async () => {
  const { say, die, busy } = startDying();
  for (const message of ['ready', { startNetwork: { id: 0, address: 'a' } }, { busy: true }]) say(message);
  expect(busy).toEqual([true]);
  die('SIGSEGV');
  expect(busy).toEqual([true, false]);
  // The next one takes the job up.
  say({ busy: true });
  const closed = engine.close();
  expect(busy.slice(0, 4)).toEqual([true, false, true, false]);
  say({ busy: true });
  await closed;
  expect(busy.at(-1)).toBe(false);
});

it('blames no job where none was running', () => {
  const { die } = startDying();
  for (let death = 1; death <= 6; death++) die('SIGKILL');
  expect(engine.health()).toMatchObject({ state: 'stopped', job: null });
});
