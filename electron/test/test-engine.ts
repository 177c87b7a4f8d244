import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ErrorBody } from '../engine/contract/common.ts';
import type { Job } from '../engine/contract/jobs.ts';
import type { ProductDetail } from '../engine/contract/products.ts';
import type { ProjectState } from '../engine/contract/project.ts';
import type { Engine } from '../engine/index.ts';
import { createEngine } from '../engine/index.ts';

/** An engine on empty folders with the built-in samples and packs, and short ways to talk to it. For tests. */
export interface TestEngine {
  readonly engine: Engine;
  readonly folder: string;
  request(method: string, path: string, body?: unknown): Promise<Response>;
  /** The answer's JSON; throws where the request is refused. */
  json<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** What a request is refused with; throws where it is not. */
  refused(method: string, path: string, body?: unknown): Promise<ErrorBody['error'] & { readonly status: number }>;
  openSample(level: 'L1C' | 'L2A'): Promise<ProductDetail>;
  grant(path: string): Promise<string>;
  /** Waits until a job has ended. */
  ended(id: string): Promise<Job>;
  /** The project, when its products have been opened. */
  project(): Promise<ProjectState>;
  close(): Promise<void>;
}

export interface TestEngineOptions {
  /** Of the session that is taken up, and kept; none is where it is not given. */
  readonly sessionFolder?: string;
  /** Of cache and state; it stays when the engine is closed. A new one that goes with the engine where it is not given. */
  readonly folder?: string;
  /** Nothing outside of it is reached. */
  readonly servedRoot?: string;
}

export async function startTestEngine({ folder, ...options }: TestEngineOptions = {}): Promise<TestEngine> {
  const root = folder ?? (await mkdtemp(join(tmpdir(), 'nephoscope-engine-')));
  const engine = await createEngine({
    version: '0.0.0-test',
    modelsFolder: resolve(process.env.NEPHOSCOPE_MODELS ?? 'models'),
    samplesFolder: resolve('build/samples'),
    cacheFolder: join(root, 'cache'),
    stateFolder: join(root, 'state'),
    ...options,
  });
  const request: TestEngine['request'] = (method, path, body) =>
    engine.fetch(
      new Request(`http://engine${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      }),
    );
  const json: TestEngine['json'] = async (method, path, body) => {
    const response = await request(method, path, body);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const refused: TestEngine['refused'] = async (method, path, body) => {
    const response = await request(method, path, body);
    if (response.ok) throw new Error(`${method} ${path} is not refused: ${response.status}`);
    return { status: response.status, ...((await response.json()) as ErrorBody).error };
  };
  await json('PUT', '/api/settings', { device: 'cpu' });
  return {
    engine,
    folder: root,
    request,
    json,
    refused,
    openSample: (level) => json('POST', '/api/sample', { level }),
    grant: async (path) => (await json<{ handle: string }>('POST', '/shell/grants', { path })).handle,
    async ended(id) {
      for (;;) {
        const job = (await json<Job[]>('GET', '/api/jobs')).find((candidate) => candidate.id === id);
        if (!job) throw new Error(`There is no job ${id}.`);
        if (job.endedAt !== null) return job;
        await new Promise((wait) => setTimeout(wait, 50));
      }
    },
    async project() {
      for (;;) {
        const state = await json<ProjectState>('GET', '/api/project');
        if (!state.opening) return state;
        await new Promise((wait) => setTimeout(wait, 20));
      }
    },
    async close() {
      await engine.close();
      if (folder === undefined) await rm(root, { recursive: true, force: true });
    },
  };
}
