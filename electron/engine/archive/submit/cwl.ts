import { stat } from 'node:fs/promises';
import { readManifest } from '../manifest.ts';
import { type ArchiveSettings, RunError } from '../run-file.ts';
import type { Engine, Script, Submission } from './task.ts';
import { yamlText } from './yaml-text.ts';

/**
 * An application package (OGC 20-089) and its job: the workflow scatters over the products, the tool writes a folder
 * that is named by its product and holds a STAC catalogue, an item and the mask. The runner keeps the state, not the run.
 */
export const cwl: Engine<'cwl'> = {
  id: 'cwl',
  title: 'CWL application package',
  mostTasks: Number.MAX_SAFE_INTEGER,
  async scripts(submission) {
    const { area } = submission.run.settings;
    const text = (value: unknown) => yamlText(submission, value, { aliasDuplicateObjects: false });
    const scripts: Script[] = [
      { name: 'mask.cwl', text: await text(applicationPackage(submission)) },
      { name: 'job.yml', text: await text(await job(submission)) },
    ];
    if (area.kind === 'scene') return scripts;
    const geometry = { type: 'MultiPolygon', coordinates: area.polygons };
    return [...scripts, { name: 'area.geojson', text: `${JSON.stringify(geometry)}\n` }];
  },
  command: (path) => ['cwltool', '--parallel', path, path.replace(/mask\.cwl$/, 'job.yml')],
};

function applicationPackage({ run, threads, memoryMiB, image }: Submission): Record<string, unknown> {
  const hasArea = run.settings.area.kind === 'polygon';
  const area = hasArea ? { area: { type: 'File', label: 'Area of interest', doc: 'GeoJSON' } } : {};
  return {
    cwlVersion: 'v1.2',
    $namespaces: { s: 'https://schema.org/' },
    's:softwareVersion': run.version,
    $graph: [
      {
        class: 'Workflow',
        id: 'main',
        label: 'Four-class cloud masks for Sentinel-2 products',
        doc: 'Gives each product a folder with a STAC catalogue, an item and its mask.',
        requirements: [{ class: 'ScatterFeatureRequirement' }],
        inputs: {
          products: {
            type: { type: 'array', items: 'Directory' },
            label: 'Sentinel-2 products',
            doc: '.SAFE folders, or staged folders with catalog.json, one item and its files',
          },
          ...area,
        },
        outputs: {
          masks: { type: { type: 'array', items: 'Directory' }, outputSource: 'mask/folder' },
        },
        steps: {
          mask: {
            run: '#mask',
            in: { product: 'products', ...(hasArea ? { area: 'area' } : {}) },
            scatter: 'product',
            out: ['folder'],
          },
        },
      },
      {
        class: 'CommandLineTool',
        id: 'mask',
        requirements: {
          ResourceRequirement: { coresMin: threads, ramMin: memoryMiB },
          NetworkAccess: { networkAccess: false },
          // The program keeps what is not whole in the runner's scratch folder.
          EnvVarRequirement: { envDef: { HOME: '$(runtime.tmpdir)', NEPHOSCOPE_CACHE: '$(runtime.tmpdir)/cache' } },
        },
        hints: { DockerRequirement: { dockerPull: image } },
        baseCommand: ['nephoscope', 'mask'],
        arguments: [...flagsOf(run.settings), '--threads', String(threads), '--out', 'masks', '--catalog'],
        inputs: {
          product: { type: 'Directory', inputBinding: { position: 1 } },
          ...(hasArea ? { area: { type: 'File', inputBinding: { prefix: '--aoi' } } } : {}),
        },
        outputs: { folder: { type: 'Directory', outputBinding: { glob: 'masks/*' } } },
        // 3: the product is broken; a runner need not try it again.
        permanentFailCodes: [2, 3],
        temporaryFailCodes: [1, 130],
      },
    ],
  };
}

async function job({ folder, run }: Submission): Promise<Record<string, unknown>> {
  const products: unknown[] = [];
  for await (const { place } of readManifest(folder, run.products)) {
    if (!(await stat(place).catch(() => null))?.isDirectory()) {
      throw new RunError(`${place} is no folder, and a CWL runner stages folders.`, {
        file: place,
        remedy: 'Unpack it, plan the folders into a new run, and submit that.',
      });
    }
    products.push({ class: 'Directory', path: place });
  }
  const { area } = run.settings;
  return { products, ...(area.kind === 'polygon' ? { area: { class: 'File', path: 'area.geojson' } } : {}) };
}

/** A run's settings as the command line writes them. */
function flagsOf({ recipe, parameters, device, stack }: ArchiveSettings): readonly string[] {
  const pairs = (values: Readonly<Record<string, number | undefined>>) =>
    Object.entries(values).flatMap(([id, value]) => (value === undefined ? [] : [`${id}=${value}`]));
  const flag = (name: string, value: string | number | null | undefined) =>
    value === null || value === undefined || value === '' ? [] : [name, String(value)];
  const switchOf = (name: string, on: boolean | undefined) =>
    on === undefined ? [] : [on ? name : name.replace('--', '--no-')];
  return [
    ...flag('--grid', recipe.grid),
    ...flag('--model', recipe.pack),
    ...flag('--device', device),
    ...flag('--format', recipe.formats.join(',')),
    ...flag('--threshold', pairs(parameters.thresholds).join(',')),
    ...flag('--buffer', pairs(parameters.bufferMetres).join(',')),
    ...flag('--min-area', parameters.minAreaSquareMetres),
    ...switchOf('--shadows-need-cloud', parameters.shadowsNeedCloud),
    ...flag('--level', stack?.level),
    ...flag('--scale', stack?.scale),
    ...flag('--offset', stack?.offset),
    ...flag('--pixel-size', stack?.pixelMetres),
    ...flag('--bands', stack?.bands?.map((band) => band ?? '-').join(',')),
  ];
}
