import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { runtimePath } from '../electron/engine/model/onnx-runtime.ts';

const FOLDER = join(dirname(runtimePath()), '..', 'bin');
const bindings = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.node'));

/**
 * Electron's V8 ends a process whose native code hands it memory of its own: such functions of Node's interface are refused
 * there (https://www.electronjs.org/blog/v8-memory-cage). The runtime copies its results into memory of V8's.
 */
it.each(bindings)('%s gives V8 no memory of its own', (name) => {
  const text = readFileSync(join(FOLDER, name)).toString('latin1');
  expect(text).toContain('napi_create_arraybuffer');
  expect(text).not.toMatch(/napi_create_external_(array)?buffer/);
});
