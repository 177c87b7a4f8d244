import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';

// Compiles the decoder of JPEG 2000 tiles to WebAssembly: `node build/kernel.mjs`. What it makes is kept in the repository,
// and a test compares it with its sources.

const FOLDER = 'electron/engine/jpeg2000/kernel';
export const KERNEL_FILE = 'electron/engine/jpeg2000/kernel-bytes.ts';

/** The text of {@link KERNEL_FILE} as the sources have it now. */
export async function kernelText() {
  const sources = new Map(
    readdirSync(FOLDER).map((name) => [name.replace(/\.as$/, '.ts'), readFileSync(join(FOLDER, name), 'utf8')]),
  );
  let bytes = null;
  const flags = ['tile.ts', '--outFile', 'tile.wasm', '--runtime', 'stub', '--enable', 'simd', '--noAssert'];
  const { error, stderr } = await asc.main([...flags, '-O3', '--converge', '--use', 'abort='], {
    readFile: (name) => sources.get(name) ?? null,
    writeFile: (name, content) => {
      if (name === 'tile.wasm') bytes = content;
    },
    listFiles: () => [],
  });
  if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
  const lines = Buffer.from(bytes)
    .toString('base64')
    .match(/.{1,120}/g);
  return [
    `// Made by \`node build/kernel.mjs\` from ${FOLDER}: do not change by hand.`,
    '',
    '/** The program of the decoder, base64. */',
    'export const KERNEL_BYTES = `',
    ...lines,
    '`;',
    '',
  ].join('\n');
}

if (process.argv[1]?.endsWith('kernel.mjs')) writeFileSync(KERNEL_FILE, await kernelText());
