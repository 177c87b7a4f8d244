import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const require = createRequire(import.meta.url);
const SCHEMAS = resolve('electron/test/stac-schemas');

/** Addresses of schemas and the files that stand for them, as the validator wants them: nothing is fetched. */
function schemaMap(): string {
  const files = readdirSync(SCHEMAS, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
  const pairs = files.map((file) => {
    const path = join(SCHEMAS, file);
    const { $id } = JSON.parse(readFileSync(path, 'utf8')) as { $id: string };
    // STAC 1.1.0 has `commonjson` there.
    return `${$id.replace(/#$/, '').replace(/commonjson$/, 'common.json')}=${path}`;
  });
  return pairs.join(';');
}

/** What stac-node-validator has against files; empty where all are valid. */
export async function stacProblems(...files: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'nephoscope-stac-'));
  const config = join(folder, 'config.json');
  await writeFile(config, JSON.stringify({ files, schemaMap: schemaMap(), verbose: true }));
  const program = require.resolve('stac-node-validator/bin/cli.js');
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [program, '--config', config]);
    return /Invalid: 0/.test(stdout) ? '' : stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    return `${stdout ?? ''}${stderr ?? ''}` || String(error);
  } finally {
    await rm(folder, { recursive: true });
  }
}
