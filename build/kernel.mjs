import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';

// Compiles what runs in WebAssembly on the engine's side: `node build/kernel.mjs`. What it makes is kept in the repository,
// and a test compares it with its sources.

/** Of each kernel the folder of its sources, the file that exports what it does, and what is made of them. */
export const KERNELS = [
  {
    what: 'the decoder of JPEG 2000 tiles',
    folder: 'electron/engine/jpeg2000/kernel',
    main: 'tile',
    file: 'electron/engine/jpeg2000/kernel-bytes.ts',
  },
  {
    what: 'the resampling of bands',
    folder: 'electron/engine/raster/kernel',
    main: 'resample',
    file: 'electron/engine/raster/kernel-bytes.ts',
  },
  {
    what: 'the halving of probabilities',
    folder: 'electron/engine/model/kernel',
    main: 'halve',
    file: 'electron/engine/model/kernel-bytes.ts',
  },
  {
    what: 'the laying of tiles before a network and the rounding of what it gives',
    folder: 'electron/engine/model/kernel',
    main: 'tile',
    file: 'electron/engine/model/tile-kernel-bytes.ts',
  },
];

/** The text of a kernel's file as its sources have it now. */
export async function kernelText({ what, folder, main }) {
  const sources = new Map(
    readdirSync(folder).map((name) => [name.replace(/\.as$/, '.ts'), readFileSync(join(folder, name), 'utf8')]),
  );
  let bytes = null;
  const flags = [`${main}.ts`, '--outFile', 'out.wasm', '--runtime', 'stub', '--enable', 'simd', '--noAssert'];
  const { error, stderr } = await asc.main([...flags, '-O3', '--converge', '--use', 'abort='], {
    readFile: (name) => sources.get(name) ?? null,
    writeFile: (name, content) => {
      if (name === 'out.wasm') bytes = content;
    },
    listFiles: () => [],
  });
  if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
  const lines = Buffer.from(bytes)
    .toString('base64')
    .match(/.{1,120}/g);
  return [
    `// Made by \`node build/kernel.mjs\` from ${folder}: do not change by hand.`,
    '',
    `/** The program of ${what}, base64. */`,
    'export const KERNEL_BYTES = `',
    ...lines,
    '`;',
    '',
  ].join('\n');
}

if (process.argv[1]?.endsWith('kernel.mjs'))
  for (const kernel of KERNELS) writeFileSync(kernel.file, await kernelText(kernel));
