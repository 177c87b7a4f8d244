import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Pages that lead a reader to files. */
const PAGES = [
  'README.md',
  'electron/README.md',
  '.github/CONTRIBUTING.md',
  'build/BENCHMARKS.md',
  'build/decisions/README.md',
];
/** What looks like a path of this repository. */
const PATH = /`((?:electron|renderer|models|build|e2e|\.github)\/[\w./*-]+)`/g;
const LINK = /\]\((?!https?:|#)([^)#]+)/g;

describe('the pages for those who come next', () => {
  it.each(PAGES)('%s names files that are there', (page) => {
    const text = readFileSync(page, 'utf8');
    const paths = [...text.matchAll(PATH)].map(([, path]) => path!.replace(/\*.*$/, ''));
    const links = [...text.matchAll(LINK)].map(([, link]) => join(dirname(page), link!));
    expect([...paths, ...links].filter((path) => !existsSync(path))).toEqual([]);
  });
});
