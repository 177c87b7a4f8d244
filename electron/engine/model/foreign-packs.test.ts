import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { manifestProblems, manifestSchema } from './manifest.ts';

const FOLDER = join('models', 'packs');
const folders = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory());

describe("manifests for other people's models", () => {
  it.each(folders.map((folder) => folder.name))('%s is valid and says how to get the weights', async (name) => {
    const result = manifestSchema.safeParse(JSON.parse(await readFile(join(FOLDER, name, 'model.json'), 'utf8')));
    expect(result.error ? manifestProblems(result.error) : '').toBe('');
    expect(result.data!.id).toBe(name);
    expect(result.data!.weights).toMatch(/\S/);
  });
});
