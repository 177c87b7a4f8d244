import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { testRun } from '../../../test/archive-run.ts';
import jobSchema from '../../../test/kubernetes-schema/job-batch-v1.json' with { type: 'json' };
import { writeManifest } from '../manifest.ts';
import { writeResult } from '../result.ts';
import { type Run, readRun, writeRun } from '../run-file.ts';
import { type RunFolder, runFolder } from '../run-folder.ts';
import { type SubmitOptions, submitRun } from './index.ts';

const PRODUCTS = 2500;
const RUN = testRun({
  id: 'abcd1234',
  products: PRODUCTS,
  bytes: PRODUCTS * 1e9,
  needs: { memoryBytes: 1000 * 2 ** 20, secondsPerProduct: 40, threads: 4, basis: 'measured on x' },
});
const OPTIONS: SubmitOptions = {
  engine: 'slurm',
  command: ['/usr/bin/node', "/opt/cli's/cli.mjs"],
  diskMegabytes: 500,
  image: 'nephoscope:0.1.0',
  claim: 'archive',
  mount: '/data',
};

describe('what is handed to engines', () => {
  let folder: RunFolder;
  beforeAll(async () => {
    folder = runFolder(await mkdtemp(join(tmpdir(), 'nephoscope-submit-')));
    await writeRun(folder, RUN);
    const writer = await writeManifest(folder);
    for (let index = 0; index < 3; index++) {
      await writer.add({
        ...{ index, id: `p${index}`, place: folder.path, granule: null, bytes: 1, level: 'L2A', tile: null },
        ...{ sensingTime: null, footprint: null, outputs: [], hash: '' },
      });
    }
    await writer.finish();
  });
  afterAll(() => rm(folder.path, { recursive: true }));

  const submit = async (options: Partial<SubmitOptions>, run = RUN) => {
    const submitted = await submitRun(folder, run, { ...OPTIONS, ...options });
    if (!submitted) throw new Error('nothing to submit');
    return { ...submitted, text: await readFile(submitted.files[0]!, 'utf8') };
  };

  it('sizes tasks by what was measured, and their number by what the engine takes and the disk gives', async () => {
    const { text, submission } = await submit({});
    // 25 MB/s each of 500; 2500 products in at most 1000 tasks.
    expect(submission).toMatchObject({ chunk: 3, tasks: 834, throttle: 20, memoryMiB: 1536, minutes: 8 });
    for (const line of ['--array=0-833%20', '--mem=1536M', '--time=0:08:00', '--cpus-per-task=4', '--requeue'])
      expect(text).toContain(`#SBATCH ${line}`);
    expect(text).toContain(`'/opt/cli'\\''s/cli.mjs' archive work ${folder.path} --chunk 3 --threads 4`);
    expect((await submit({ mostTasks: 99 })).submission).toMatchObject({ chunk: 26, tasks: 97 });
    await expect(submit({ chunk: 1 })).rejects.toMatchObject({ remedy: 'Give --chunk 3 or more.' });
  });

  it.each(['slurm', 'local'] as const)('writes a script for %s that the shell understands', async (engine) => {
    const { files } = await submit({ engine });
    execFileSync(engine === 'slurm' ? 'bash' : 'sh', ['-n', files[0]!]);
  });

  it('writes a job that Kubernetes takes, and that gives up a broken product at once', async () => {
    const ajv = new Ajv({ strict: false });
    addFormats(ajv);
    const isJob = ajv.compile(jobSchema);
    const job = parse((await submit({ engine: 'kubernetes' })).text);
    expect([isJob(job), isJob.errors]).toEqual([true, null]);
    expect(job.spec).toMatchObject({ completionMode: 'Indexed', completions: 834, parallelism: 20 });
    expect(job.spec.backoffLimitPerIndex).toBeGreaterThan(0);
    const rule = (code: number) =>
      job.spec.podFailurePolicy.rules.find((one: { onExitCodes?: { values: number[] } }) =>
        one.onExitCodes?.values.includes(code),
      )?.action;
    expect([rule(1), rule(2), rule(3), rule(137)]).toEqual([undefined, 'FailJob', 'FailIndex', undefined]);
    const [container] = job.spec.template.spec.containers;
    expect(container.securityContext).toMatchObject({ readOnlyRootFilesystem: true });
    expect(container.command.slice(0, 3)).toEqual(['nephoscope', 'archive', 'work']);
    // The schema is one that can refuse.
    expect(isJob({ ...job, spec: { ...job.spec, backoffLimitPerIndexes: 3 } })).toBe(false);
    expect(isJob({ ...job, spec: { ...job.spec, completions: 'many' } })).toBe(false);
  });

  it('writes a workflow for Argo of the same container', async () => {
    const workflow = parse((await submit({ engine: 'argo' })).text);
    const [, work] = workflow.spec.templates;
    expect(workflow.spec.templates[0].steps[0][0].withSequence).toEqual({ count: '834' });
    expect(work.container.command.slice(-2)).toEqual(['--index', '{{inputs.parameters.index}}']);
  });

  it('writes an application package with the settings of the run, and its job', async () => {
    const parameters = { thresholds: { cloud: 0.4 }, bufferMetres: {}, shadowsNeedCloud: true };
    const run = { ...RUN, products: 3, settings: { ...RUN.settings, area: AREA, parameters } };
    const { files, text } = await submit({ engine: 'cwl' }, run);
    expect(files.map((file) => file.split('/').at(-1))).toEqual(['mask.cwl', 'job.yml', 'area.geojson']);
    const tool = parse(text).$graph.find(({ class: kind }: { class: string }) => kind === 'CommandLineTool');
    expect(tool.arguments.join(' ')).toContain(
      '--grid 20 --device cpu --format cog,stac --threshold cloud=0.4 --shadows-need-cloud',
    );
    const job = parse(await readFile(files[1]!, 'utf8'));
    expect(job.products).toHaveLength(3);
    expect(job.area).toEqual({ class: 'File', path: 'area.geojson' });
  });

  it('hands over what is left alone', async () => {
    const run = { ...(await readRun(folder)), products: 3 };
    const startedAt = '2026-01-01T00:00:00Z';
    const done = (index: number) => ({
      ...{ index, id: `p${index}`, kind: 'done' as const, hash: '', startedAt, endedAt: startedAt, seconds: 1 },
      ...{ maskSeconds: 1, host: 'a', worker: 'b', version: '', error: null, files: [], percent: null, pack: null },
      ...{ grid: null, peakMemoryBytes: null, warnings: [] },
    });
    await mkdir(folder.staging, { recursive: true });
    await writeResult(folder, done(1));
    const { submission } = await submit({ chunk: 1 }, run);
    expect([submission.products, submission.tasks]).toEqual([2, 2]);
    expect(await readFile(submission.list!, 'utf8')).toBe('0\n2\n');
    await writeResult(folder, done(0));
    await writeResult(folder, done(2));
    expect(await submitRun(folder, run, OPTIONS)).toBeNull();
  });
});

const AREA = {
  kind: 'polygon',
  polygons: [
    [
      [
        [13, 53],
        [14, 53],
        [14, 54],
        [13, 53],
      ],
    ],
  ],
} as const satisfies Run['settings']['area'];
