import type { BandId, GridMetres } from '../engine/core/bands.ts';
import type { Window } from '../engine/core/grid.ts';
import { type TilePart, takeTilePart } from './coding/assemble.ts';
import { encodeTile } from './coding/encoder.ts';
import { tilesAlong } from './coding/jp2-writer.ts';
import type { Coding, PlannedFile } from './plan.ts';
import { classificationMask, cloudProbability, sceneClassification, truthCodes } from './world/classes.ts';
import { digitalNumbers, trueColour } from './world/digital-numbers.ts';
import { type Rendered, render } from './world/render.ts';
import type { Scene } from './world/scene.ts';

/** A plane that comes back as samples. */
export type PlaneName = 'truth' | 'trueColour' | 'classification';

/** Renders a window of a grid, which starts at a tile of its files, and encodes the tiles of these files that it holds. */
export interface RenderTask {
  readonly kind: 'render';
  readonly scene: Scene;
  readonly pixelMetres: GridMetres;
  readonly window: Window;
  /** Width of the whole grid in pixels. */
  readonly gridWidth: number;
  /** Files that are encoded here. */
  readonly files: readonly PlannedFile[];
  readonly wanted: readonly PlaneName[];
}

/** Encodes a row of tiles of an image that is there already. */
export interface EncodeTask {
  readonly kind: 'encode';
  readonly samples: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly coding: Coding;
  /** Row of the whole image at which the samples begin. */
  readonly row: number;
}

export interface RenderResult {
  /** Encoded tiles by the key of their file. */
  readonly parts: Readonly<Record<string, readonly TilePart[]>>;
  readonly planes: Readonly<Partial<Record<PlaneName, Uint8Array>>>;
  /** Pixels of every code of the scene classification, where it is made. */
  readonly sclCounts: readonly number[];
}

/** Encodes the tiles of a window whose upper left is that of a tile; the whole image is `tilesAcross` tiles wide. */
async function encodeWindow(
  samples: Uint8Array | Uint16Array,
  window: Window,
  coding: Coding,
  tilesAcross: number,
): Promise<TilePart[]> {
  const { tileSize, components, bits, codeBlock, precinctExponent } = coding;
  const parts: TilePart[] = [];
  for (let row = 0; row < tilesAlong(window.height, tileSize); row++) {
    for (let column = 0; column < tilesAlong(window.width, tileSize); column++) {
      const width = Math.min(tileSize, window.width - column * tileSize);
      const height = Math.min(tileSize, window.height - row * tileSize);
      const pixels =
        samples instanceof Uint16Array ? new Uint16Array(width * height) : new Uint8Array(width * height * components);
      for (let line = 0; line < height; line++) {
        const from = ((row * tileSize + line) * window.width + column * tileSize) * components;
        pixels.set(samples.subarray(from, from + width * components), line * width * components);
      }
      const codestream = await encodeTile({ width, height, components, bits, samples: pixels }, codeBlock);
      const place = { column: window.column + column * tileSize, row: window.row + row * tileSize };
      const tile = (place.row / tileSize) * tilesAcross + place.column / tileSize;
      parts.push(takeTilePart(codestream, { tile, ...place, precinctExponent }));
    }
  }
  return parts;
}

/** Encodes one row of tiles of a finished image. */
export async function encodeRow(task: EncodeTask): Promise<TilePart[]> {
  const { samples, width, height, row, coding } = task;
  return encodeWindow(samples, { column: 0, row, width, height }, coding, tilesAlong(width, coding.tileSize));
}

function bandsNeeded(task: RenderTask): BandId[] {
  const bands = new Set<BandId>();
  for (const { content } of task.files) {
    if (content.kind === 'band') bands.add(content.band);
    if (content.kind === 'scl' || content.kind === 'cloudProbability') {
      for (const band of ['B02', 'B03', 'B04', 'B8A', 'B11'] as const) bands.add(band);
    }
    if (content.kind === 'trueColour') for (const band of ['B02', 'B03', 'B04'] as const) bands.add(band);
  }
  if (task.wanted.includes('trueColour')) for (const band of ['B02', 'B03', 'B04'] as const) bands.add(band);
  return [...bands];
}

function samplesOf(file: PlannedFile, task: RenderTask, rendered: Rendered, dn: (band: BandId) => Uint16Array) {
  switch (file.content.kind) {
    case 'band':
      return dn(file.content.band);
    case 'scl':
      return sceneClassification(rendered, cloudProbability(rendered), task.scene.seed, task.window);
    case 'cloudProbability':
      return cloudProbability(rendered);
    case 'snowProbability':
      return new Uint8Array(rendered.missing.length);
    case 'trueColour':
      return trueColour(dn('B04'), dn('B03'), dn('B02'));
    default:
      throw new Error(`${file.key} is not made from a window.`);
  }
}

/** Renders one window and encodes its tiles. */
export async function renderTiles(task: RenderTask): Promise<RenderResult> {
  const { scene, pixelMetres, window, gridWidth } = task;
  const rendered = render(scene, pixelMetres, window, bandsNeeded(task));
  const numbers = new Map<BandId, Uint16Array>();
  const dn = (band: BandId): Uint16Array => {
    const plane = numbers.get(band) ?? digitalNumbers(rendered, band, scene, pixelMetres, window);
    numbers.set(band, plane);
    return plane;
  };
  const parts: Record<string, TilePart[]> = {};
  let sclCounts: number[] = [];
  for (const file of task.files) {
    const samples = samplesOf(file, task, rendered, dn);
    if (file.content.kind === 'scl') {
      sclCounts = new Array<number>(12).fill(0);
      for (const code of samples) sclCounts[code] = sclCounts[code]! + 1;
    }
    parts[file.key] = await encodeWindow(samples, window, file.coding, tilesAlong(gridWidth, file.coding.tileSize));
  }
  const planes: Partial<Record<PlaneName, Uint8Array>> = {};
  if (task.wanted.includes('truth')) planes.truth = truthCodes(rendered);
  if (task.wanted.includes('trueColour')) planes.trueColour = trueColour(dn('B04'), dn('B03'), dn('B02'));
  if (task.wanted.includes('classification')) planes.classification = classificationMask(rendered);
  return { parts, planes, sclCounts };
}
