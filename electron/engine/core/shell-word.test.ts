import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { quoted, typed } from './shell-word.ts';

it.each(['/data/plain-1.0', '/data/with blank', "it's", 'a$HOME`id`"b', ''])(
  'gives the shell %j as one word',
  (word) => {
    const { stdout } = spawnSync('sh', ['-c', `printf '%s|' ${quoted(word)}`], { encoding: 'utf8' });
    expect(stdout).toBe(`${word}|`);
  },
);

it('quotes as the shell of Windows wants it', () => {
  expect(typed('C:\\my data', 'win32')).toBe('"C:\\my data"');
  expect(typed('/my data', 'linux')).toBe("'/my data'");
});
