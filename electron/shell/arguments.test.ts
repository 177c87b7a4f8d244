import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { ownWords, pathsToOpen } from './arguments.ts';

const folder = mkdtempSync(join(realpathSync(tmpdir()), 'nephoscope-arguments-'));
mkdirSync(join(folder, 'here', 'A b.SAFE'), { recursive: true });
writeFileSync(join(folder, 'x.zip'), '');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('takes relative paths from the folder of the process that was given them', () => {
  const here = join(folder, 'here');
  expect(pathsToOpen(['A b.SAFE', '../x.zip'], here)).toEqual([join(here, 'A b.SAFE'), join(folder, 'x.zip')]);
  expect(pathsToOpen(['A b.SAFE'], folder)).toEqual([]);
});

it('reads file addresses, and leaves out options, strangers and doubles', () => {
  const zip = join(folder, 'x.zip');
  const words = ['--no-sandbox', '', pathToFileURL(zip).href, zip, 'https://example.org/x.zip', 'file://%zz'];
  expect(pathsToOpen(words, folder)).toEqual([zip]);
});

it("takes the application's folder for no product, wherever the options of Electron stand", () => {
  expect(ownWords(['electron', '.', 'x.zip'], false)).toEqual(['x.zip']);
  expect(ownWords(['electron', '--no-sandbox', '.', '--flag', 'x.zip'], false)).toEqual(['--flag', 'x.zip']);
  expect(ownWords(['electron', '.'], false)).toEqual([]);
  expect(ownWords(['Nephoscope', 'x.zip'], true)).toEqual(['x.zip']);
});
