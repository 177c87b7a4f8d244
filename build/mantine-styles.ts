import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';

/** Mantine's class names in styles and scripts. */
const CLASS = /\bm_[0-9a-f]{4,}\b/g;

const classesIn = (text: string): ReadonlySet<string> => new Set(text.match(CLASS));

/** Mantine's style sheets and the class names in each. */
function styleSheets(): Map<string, ReadonlySet<string>> {
  const folder = join(dirname(createRequire(import.meta.url).resolve('@mantine/core/styles.css')), 'styles');
  const names = readdirSync(folder).filter((name) => name.endsWith('.css') && !name.endsWith('.layer.css'));
  return new Map(names.map((name) => [name, classesIn(readFileSync(join(folder, name), 'utf8'))]));
}

/** Breaks a build that holds a part of Mantine without its styles, and names the sheet that `styles/mantine.css` lacks. */
export function requireMantineStyles(): Plugin {
  return {
    name: 'require-mantine-styles',
    apply: 'build',
    generateBundle(_options, bundle) {
      const outputs = Object.values(bundle);
      const scripts = outputs.map((output) => (output.type === 'chunk' ? output.code : '')).join('\n');
      const styles = outputs.map((output) =>
        output.type === 'asset' && output.fileName.endsWith('.css') ? String(output.source) : '',
      );
      const used = classesIn(scripts);
      const styled = classesIn(styles.join('\n'));
      const missing = [...styleSheets()]
        .filter(([, classes]) => [...classes].some((name) => used.has(name) && !styled.has(name)))
        .map(([name]) => name);
      if (missing.length > 0) this.error(`styles/mantine.css lacks ${missing.join(', ')} of Mantine.`);
    },
  };
}
