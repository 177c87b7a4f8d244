import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { globSync } from 'tinyglobby';
import { describe, expect, it } from 'vitest';

const ROOTS = ['electron', 'renderer', 'models', 'build', 'e2e', '.github'];
const FILES = globSync(['*', ...ROOTS.map((root) => `${root}/**`)], { dot: true, ignore: ['**/__pycache__/**'] });
const FOLDERS = new Set(FILES.flatMap((file) => foldersOf(file)));
const PAGES = FILES.filter((file) => file.endsWith('.md') && !file.includes('-schemas/'));

/** `a/b/c.ts`: `a`, `a/b`. */
function foldersOf(file: string): string[] {
  const parts = file.split('/');
  return parts.slice(1).map((_, k) => parts.slice(0, k + 1).join('/'));
}

/** Names of folders, at any depth: what begins with one of them is meant to be a path of ours. */
const NAMES = new Set([...FOLDERS].map((folder) => folder.split('/').at(-1)!));
const CODE = /`([\w@.-][\w@./*-]*)`/g;
const SOURCE = /^[\w-]+\.(test\.|worker\.|spec\.)?(ts|tsx|mjs|py|as)$/;
const LINK = /\]\((?!https?:|#)([^)#]+)/g;

/** Whether there is a file or folder that a page may call so: by its whole path, or by the end of it. */
function isThere(path: string): boolean {
  const plain = path.replace(/\/?\*.*$/, '').replace(/\/$/, '');
  return [...FILES, ...FOLDERS].some((file) => file === plain || file.endsWith(`/${plain}`));
}

describe('the pages for those who come next', () => {
  it.each(PAGES)('%s names files that are there', (page) => {
    const text = readFileSync(page, 'utf8');
    const named = [...text.matchAll(CODE)].map(([, name]) => name!);
    const paths = named.filter((name) => SOURCE.test(name) || (name.includes('/') && NAMES.has(name.split('/')[0]!)));
    expect(paths.filter((path) => !isThere(path))).toEqual([]);
    const links = [...text.matchAll(LINK)].map(([, link]) => join(dirname(page), link!));
    expect(links.filter((link) => !existsSync(link))).toEqual([]);
  });
});
