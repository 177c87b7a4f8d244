import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect } from 'vitest';
import type { ErrorBody } from '../engine/contract/common.ts';
import type { ProductDetail } from '../engine/contract/products.ts';
import { startTestEngine, type TestEngine } from './test-engine.ts';

/** The built-in Level-2A sample, which lies in the root and outside of it. */
export const SAMPLE = 'S2A_MSIL2A_20240506T101031_N0510_R022_T33UVU_20240506T141500.SAFE';
const SECRET = 'not to be seen';

/** An engine that serves a folder and is to reach nothing outside of it. */
export interface ServedEngine extends TestEngine {
  /** What is served: it holds {@link SAMPLE} and an empty folder `out`. */
  readonly root: string;
  /** Beside it: {@link SAMPLE} again, a model pack (`pack`), an empty folder `target` and a secret. */
  readonly outside: string;
  /** Opens the sample in the root. */
  openServed(): Promise<ProductDetail>;
  /** A request with a body as it is, be it JSON or not. */
  send(method: string, path: string, body?: string): Promise<Response>;
  /** What no answer may do: fail by a defect, show a stack or what lies outside, or refuse in a form of its own. */
  expectSober(response: Response, what: string): Promise<void>;
}

export async function startServedEngine(): Promise<ServedEngine> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'nephoscope-served-')));
  const [root, outside, state] = ['root', 'outside', 'state'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await mkdir(join(root, 'out'), { recursive: true });
  await mkdir(join(outside, 'target'), { recursive: true });
  for (const place of [root, outside])
    await cp(resolve('build/samples', SAMPLE), join(place, SAMPLE), { recursive: true });
  await cp(resolve('models/nephos-l2a'), join(outside, 'pack'), { recursive: true });
  await writeFile(join(outside, 'secret.png'), SECRET);
  await mkdir(state);
  const elsewhere = {
    name: 'ELSEWHERE',
    granule: 'L2A_T33UVU_A046345_20240506T101529',
    openedAt: '2026-01-01T00:00:00Z',
  };
  const recent = [{ ...elsewhere, key: 'a'.repeat(64), path: join(outside, SAMPLE) }];
  await writeFile(join(state, 'recent.json'), JSON.stringify(recent));
  const test = await startTestEngine({ folder, servedRoot: root });
  return {
    ...test,
    root,
    outside,
    openServed: async () => test.json('POST', '/api/products', { handle: await test.grant(join(root, SAMPLE)) }),
    send: (method, path, body) =>
      test.engine.fetch(
        new Request(`http://engine${path}`, {
          method,
          ...(body === undefined || method === 'GET' ? {} : { body, headers: { 'content-type': 'application/json' } }),
        }),
      ),
    async expectSober(response, what) {
      expect(response.status, what).toBeLessThan(500);
      if (response.headers.get('content-type')?.startsWith('text/event-stream')) return void response.body?.cancel();
      const text = await response.text();
      expect(text, what).not.toMatch(/\n\s+at /);
      expect(text, what).not.toContain(outside);
      expect(text, what).not.toContain(SECRET);
      if (response.status < 400) return;
      const { error } = JSON.parse(text) as ErrorBody;
      expect(error, what).toMatchObject({ name: expect.stringMatching(/Error$/), message: expect.any(String) });
    },
    async close() {
      await test.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
