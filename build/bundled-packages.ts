import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import type { Plugin } from 'vite';

const PROJECT = dirname(import.meta.dirname);

/** Folder of the package that a bundled module comes from; null for our own. */
export function packageOf(module: string): string | null {
  return /^\0?(.*node_modules\/(?:@[^/]+\/)?[^/?]+)/.exec(module.replaceAll('\\', '/'))?.[1] ?? null;
}

/** Writes down which packages went into the window, for their licences; a bundle does not tell any more. */
export function listBundledPackages(file: string): Plugin {
  const folders = new Set<string>();
  return {
    name: 'list-bundled-packages',
    apply: 'build',
    generateBundle(_options, bundle) {
      for (const output of Object.values(bundle)) {
        if (output.type !== 'chunk') continue;
        for (const module of output.moduleIds) folders.add(packageOf(module) ?? '');
      }
      // Style sheets leave no module in a chunk.
      for (const module of this.getModuleIds()) folders.add(packageOf(module) ?? '');
      folders.delete('');
      mkdirSync(dirname(file), { recursive: true });
      // From the project's folder, so that what is built tells nothing of where.
      const places = [...folders].map((folder) => relative(PROJECT, folder).replaceAll('\\', '/'));
      writeFileSync(file, JSON.stringify(places.toSorted()));
    },
  };
}
