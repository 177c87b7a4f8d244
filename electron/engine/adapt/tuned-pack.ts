import { createHash } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type NamedContent, stageContents } from '../export/stage-contents.ts';
import { extentOf } from '../label/extent.ts';
import type { LabelFolder, ProjectDocument } from '../label/project.ts';
import type { Manifest } from '../model/manifest.ts';
import { findHead, foldHead } from '../model/onnx-head.ts';
import { loadPack, type ModelPack, readPackModel } from '../model/packs.ts';
import type { Workbench } from '../produce/workbench.ts';
import { ANCHORS_FILE, encodeAnchors, readAnchors } from './anchors.ts';
import { changedProbabilities } from './fit.ts';
import type { Tuned } from './tune.ts';
import { tunedCard } from './tuned-card.ts';

const LONGEST_ID = 64;

/** Folder of a label project in which packs that were tuned on it lie. */
export const TUNED_PACKS_FOLDER = 'packs';

interface TunedPackOptions {
  readonly parent: ModelPack;
  readonly tuned: Tuned;
  readonly project: ProjectDocument;
  /** Of no other pack: see {@link tunedPackId}. */
  readonly id: string;
  /** Folder that the pack becomes; made when it is not there. */
  readonly folder: string;
}

/**
 * Writes a tuned pack under an id that no other has, among the project's own packs where no folder is given.
 * @throws as {@link writeTunedPack}
 */
export async function keepTunedPack(
  bench: Pick<Workbench, 'packs'>,
  project: LabelFolder,
  { parent, tuned, folder }: Pick<TunedPackOptions, 'parent' | 'tuned'> & { readonly folder?: string | undefined },
): Promise<ModelPack> {
  const own = join(project.folder, TUNED_PACKS_FOLDER);
  const taken = [...(await bench.packs()).packs.map(({ id }) => id), ...(await readdir(own).catch(() => []))];
  const id = tunedPackId(parent, project.document, tuned, new Set(taken));
  return writeTunedPack({ parent, tuned, project: project.document, id, folder: folder ?? join(own, id) });
}

/** The id that a tuned pack gets: its parent's, the project's name, the method, and a number where there is one of that id. */
function tunedPackId(
  parent: ModelPack,
  project: ProjectDocument,
  { method }: Pick<Tuned, 'method'>,
  taken: ReadonlySet<string>,
): string {
  const slug = project.name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  const room = LONGEST_ID - parent.id.length - method.length - '---99'.length;
  const id = `${parent.id}-${(slug || 'labels').slice(0, Math.max(1, room))}-${method}`;
  for (let number = 1; ; number++) {
    const wanted = number === 1 ? id : `${id}-${number}`;
    if (!taken.has(wanted)) return wanted;
  }
}

/**
 * Writes a tuned pack: the parent's network with the change folded into its last layer, a manifest with its scope and
 * where it comes from, its anchors, a card. The folder is whole or not there.
 * @throws ExportError where one is there already; ModelPackError when the written pack cannot be loaded
 */
async function writeTunedPack(options: TunedPackOptions): Promise<ModelPack> {
  const { parent, tuned, folder } = options;
  const bytes = await readPackModel(parent);
  const model = foldHead(bytes, findHead(bytes, parent.modelPath), tuned.change);
  const sha256 = createHash('sha256').update(model).digest('hex');
  const manifest = tunedManifest(options, sha256);
  const anchors = await readAnchors(parent);
  const logProbabilities = changedProbabilities(anchors, tuned.change).map((p) => Math.log(Math.max(1e-9, p)));
  await mkdir(folder, { recursive: true });
  const files: readonly NamedContent[] = [
    ['model.json', `${JSON.stringify(manifest, null, 2)}\n`],
    ['model.onnx', model],
    [ANCHORS_FILE, encodeAnchors({ ...anchors, logProbabilities }, sha256)],
    ['CARD.md', tunedCard(parent, tuned, manifest)],
  ];
  await stageContents(folder, files);
  return loadPack(folder);
}

function tunedManifest({ parent, tuned, project, id }: TunedPackOptions, sha256: string): Manifest {
  const { manifest } = parent;
  const { report, gathered, method } = tuned;
  const { scope } = manifest;
  return {
    ...manifest,
    id,
    name: `${manifest.name}, tuned on ${project.name}`,
    trainingData: `${manifest.trainingData} Its last layer (${method}) was tuned on ${report.labels.pixels} labelled pixels of ${report.labels.scenes} scenes of the label project "${project.name}".`,
    scope: {
      ...(scope.months ? { months: scope.months } : {}),
      ...extentOf(gathered.chips),
      text: `Tuned on the labels of "${project.name}"; elsewhere use ${manifest.name}.`,
    },
    scores: {},
    sha256,
    tuned: {
      parent: { id: parent.id, version: manifest.version, sha256: parent.modelSha256 },
      method,
      labels: {
        project: project.name,
        sha256: gathered.labelsSha256,
        chips: gathered.chips.length,
        grid: project.grid,
      },
      gate: {
        accepted: report.accepted,
        scenes: report.labels.scenes,
        pixels: report.labels.pixels,
        diceBefore: report.labels.diceBefore,
        diceAfter: report.labels.diceAfter,
        gain: [report.labels.gain[0], report.labels.gain[1]],
        anchorsDiceBefore: report.anchors.diceBefore,
        anchorsDiceAfter: report.anchors.diceAfter,
      },
    },
  };
}
