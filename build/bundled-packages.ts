import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Plugin } from 'vite';

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
      writeFileSync(file, JSON.stringify([...folders].toSorted()));
    },
  };
}
