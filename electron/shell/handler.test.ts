import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineProcess } from './engine-client.ts';
import { createShellHandler } from './handler.ts';

const OSM = 'https://tile.openstreetmap.org/{z}/{x}/{y}.png';

describe('the policy of the page', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nephoscope-handler-'));
    await writeFile(join(folder, 'index.html'), '<title>Nephoscope</title>');
    await writeFile(join(folder, 'part.js'), '');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const policyOf = async (path: string, answer: () => Response): Promise<string> => {
    const engine: EngineProcess = {
      fetch: async () => answer(),
      health: () => ({ state: 'running', deaths: 0, lastExit: null, job: null }),
      start: () => {},
      close: async () => {},
    };
    const response = await createShellHandler(engine, folder).request(path);
    return response.headers.get('content-security-policy') ?? '';
  };
  const settings = (on: boolean, template: string) => () => Response.json({ background: { on, template } });

  it('keeps the window to its own origin while the background map is off', async () => {
    const policy = await policyOf('/index.html', settings(false, OSM));
    expect(policy).toContain("img-src 'self' blob: data:;");
    expect(policy).not.toContain('http');
  });

  it('lets images of the one service in while it is on, and nothing else of it', async () => {
    for (const path of ['/', '/index.html']) {
      const policy = await policyOf(path, settings(true, OSM));
      expect(policy).toContain("img-src 'self' blob: data: https://tile.openstreetmap.org;");
      expect(policy.match(/https?:/g)).toHaveLength(1);
    }
    expect(await policyOf('/part.js', settings(true, OSM))).not.toContain('http');
  });

  it.each([
    ['another scheme', 'file:///{z}/{x}/{y}'],
    ['no places', 'https://example.org/'],
    ['a second directive', "https://example.org; script-src 'unsafe-eval'/{z}/{x}/{y}"],
    ['any host', 'https://*/{z}/{x}/{y}'],
    ['a place in the host', 'https://{z}{x}{y}.example.org/'],
  ])('takes no origin from an address with %s', async (_what, template) => {
    expect(await policyOf('/index.html', settings(true, template))).not.toContain('http');
  });

  it('stays closed when the engine does not answer', async () => {
    const gone = () => Response.json({ error: { message: 'gone' } }, { status: 503 });
    expect(await policyOf('/index.html', gone)).toContain("img-src 'self' blob: data:;");
  });
});
