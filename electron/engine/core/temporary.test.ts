import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { HOST, OWNER, ownerState } from './owner.ts';
import { temporaryFolder, temporaryFolderSync } from './temporary.ts';

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'sweep-'));
  vi.stubEnv('TMPDIR', parent);
  vi.stubEnv('TEMP', parent);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(parent, { recursive: true });
});

it('sweeps what dead processes of this machine left, and nothing else', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  const left = [`nephoscope-${HOST}-${pid}-zz-abcdef`, `nephoscope-${HOST}-${process.pid}-1-abcdef`];
  const kept = [`nephoscope-${OWNER}-abcdef`, `nephoscope-00000000-${pid}-zz-abcdef`, 'nephoscope-abcdef', 'other'];
  for (const name of [...left, ...kept]) mkdirSync(join(parent, name, 'inner'), { recursive: true });
  const mine = [await temporaryFolder(), temporaryFolderSync()];
  const names = readdirSync(parent).map((name) => join(parent, name));
  const wanted = process.platform === 'linux' ? kept : [...kept, left[1]!];
  expect(names.sort()).toEqual([...wanted.map((name) => join(parent, name)), ...mine].sort());
});

it('knows the living from the dead', () => {
  expect(ownerState(OWNER)).toBe('alive');
  expect(ownerState(`${HOST}-${2 ** 22 + 1}-0`)).toBe('dead');
  expect(ownerState('00000000-1-0')).toBe('unknown');
});

it('says why there can be no temporary folder', async () => {
  vi.stubEnv('TMPDIR', join(parent, 'gone'));
  vi.stubEnv('TEMP', join(parent, 'gone'));
  await expect(temporaryFolder()).rejects.toThrow('gone cannot be used: it is not there.');
  expect(() => temporaryFolderSync()).toThrow('it is not there.');
});
