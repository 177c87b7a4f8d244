import { hash2, noiseAt, noiseField, random2, smoothStep, type View } from './noise.ts';
import { type Scene, sunwardMetresPerMetre } from './scene.ts';

/** Spacing of the lattice on which the clouds are laid; they are interpolated between its points. */
const LATTICE_METRES = 20;
const CUMULUS_BASE_METRES = 950;
const CUMULUS_DEPTH_METRES = 1100;
const STRATUS_METRES = 700;
const SHADOW_LEVELS = 9;
const CIRRUS_METRES = 9400;

/** What the clouds do at every pixel of a view, row by row. Optical depths are vertical and without unit. */
export interface Weather {
  readonly lowDepth: Float32Array;
  readonly cirrusDepth: Float32Array;
  /** Factor on the brightness of the low clouds' tops: lit towards the sun, dim away from it. */
  readonly topLight: Float32Array;
  /** Share of the sun's disc that reaches the ground. */
  readonly direct: Float32Array;
}

interface Lattice {
  readonly view: View;
  readonly values: Float32Array;
}

function latticeView(view: View, eastShiftMetres: number, southShiftMetres: number, marginMetres = 0): View {
  const start = (metres: number) => Math.floor((metres - marginMetres) / LATTICE_METRES) - 1;
  const east = start(view.eastMetres + eastShiftMetres);
  const south = start(view.southMetres + southShiftMetres);
  const count = (pixels: number) => Math.ceil((pixels * view.pixelMetres + 2 * marginMetres) / LATTICE_METRES) + 3;
  return {
    eastMetres: east * LATTICE_METRES,
    southMetres: south * LATTICE_METRES,
    pixelMetres: LATTICE_METRES,
    width: count(view.width),
    height: count(view.height),
  };
}

function sample(lattice: Lattice, eastMetres: number, southMetres: number): number {
  const { view, values } = lattice;
  const u = (eastMetres - view.eastMetres) / LATTICE_METRES - 0.5;
  const v = (southMetres - view.southMetres) / LATTICE_METRES - 0.5;
  const column = Math.min(view.width - 2, Math.max(0, Math.floor(u)));
  const row = Math.min(view.height - 2, Math.max(0, Math.floor(v)));
  const s = u - column;
  const t = v - row;
  const at = row * view.width + column;
  const north = values[at]! * (1 - s) + values[at + 1]! * s;
  const south = values[at + view.width]! * (1 - s) + values[at + view.width + 1]! * s;
  return north * (1 - t) + south * t;
}

/** Height of cumulus tops above the condensation level, in units of their greatest depth; 0 or less where there is none. */
function cumulusTops(view: View, scene: Scene): Float32Array {
  const seed = scene.sky.seed + 1000;
  const { width, height, pixelMetres } = view;
  const field = new Float32Array(width * height);
  const bendEast = noiseField(view, { seed: seed + 1, wavelengthMetres: 520, octaves: 3, gain: 0.55 });
  const bendSouth = noiseField(view, { seed: seed + 2, wavelengthMetres: 520, octaves: 3, gain: 0.55 });
  for (const [order, cellMetres] of [2300, 1150, 560].entries()) {
    const reach = 0.55 * cellMetres + 300;
    const cellsFrom = (metres: number) => Math.floor((metres - reach) / cellMetres);
    const lastRow = cellsFrom(view.southMetres + height * pixelMetres + 2 * reach);
    const lastColumn = cellsFrom(view.eastMetres + width * pixelMetres + 2 * reach);
    for (let cellRow = cellsFrom(view.southMetres); cellRow <= lastRow; cellRow++) {
      for (let cellColumn = cellsFrom(view.eastMetres); cellColumn <= lastColumn; cellColumn++) {
        const id = hash2(seed + 10 + order, cellColumn, cellRow);
        const east = (cellColumn + random2(id, 1, 0)) * cellMetres;
        const south = (cellRow + random2(id, 2, 0)) * cellMetres;
        const moist = noiseAt(east, south, { seed: seed + 5, wavelengthMetres: 5200, octaves: 2 });
        const chance = smoothStep(-1.1, 1.9, moist) * (order === 0 ? 0.95 : 0.75) * scene.sky.cumulus;
        if (random2(id, 3, 0) > chance) continue;
        const radius = cellMetres * (0.2 + 0.26 * random2(id, 4, 0));
        const long = 1 + 0.5 * random2(id, 5, 0);
        const strength = 0.55 + 0.45 * random2(id, 6, 0);
        const bend = Math.min(150, 0.42 * radius);
        addPuff(field, view, bendEast, bendSouth, { east, south, radius, long, strength, bend });
      }
    }
  }
  const billow = noiseField(view, { seed: seed + 3, wavelengthMetres: 340, octaves: 4, gain: 0.6 });
  return field.map((value, at) =>
    value > 0.02 ? value + 0.3 * (0.7 - Math.abs(billow[at]!)) * Math.min(1, value * 4) - 0.2 : 0,
  );
}

interface Puff {
  readonly east: number;
  readonly south: number;
  readonly radius: number;
  readonly long: number;
  readonly strength: number;
  readonly bend: number;
}

function addPuff(field: Float32Array, view: View, bendEast: Float32Array, bendSouth: Float32Array, puff: Puff): void {
  const { width, height, pixelMetres } = view;
  const reach = puff.radius * puff.long + 3.5 * puff.bend;
  const column = (metres: number) => Math.min(width, Math.max(0, Math.round((metres - view.eastMetres) / pixelMetres)));
  const row = (metres: number) => Math.min(height, Math.max(0, Math.round((metres - view.southMetres) / pixelMetres)));
  for (let r = row(puff.south - reach); r < row(puff.south + reach); r++) {
    for (let c = column(puff.east - reach); c < column(puff.east + reach); c++) {
      const at = r * width + c;
      const east = view.eastMetres + (c + 0.5) * pixelMetres + bendEast[at]! * puff.bend - puff.east;
      const south = view.southMetres + (r + 0.5) * pixelMetres + bendSouth[at]! * puff.bend - puff.south;
      const distance = ((east / puff.long) ** 2 + south ** 2) / puff.radius ** 2;
      if (distance < 1) field[at] = field[at]! + puff.strength * (1 - distance) ** 1.5;
    }
  }
}

/** Optical depth of the stratus bank in the north-west. */
function stratusDepth(view: View, scene: Scene): Float32Array {
  const seed = scene.sky.seed + 2000;
  const outline = noiseField(view, { seed, wavelengthMetres: 2600, octaves: 4, gain: 0.55 });
  const cells = noiseField(view, {
    seed: seed + 9,
    wavelengthMetres: 520,
    wavelengthSouthMetres: 300,
    lean: 0.6,
    octaves: 3,
    gain: 0.5,
  });
  return outline.map((value, at) => {
    const east = view.eastMetres + ((at % view.width) + 0.5) * view.pixelMetres;
    const south = view.southMetres + (Math.floor(at / view.width) + 0.5) * view.pixelMetres;
    const inside =
      0.24 +
      scene.sky.stratusReach -
      (0.55 * east) / scene.extent.eastMetres -
      (0.85 * south) / scene.extent.southMetres +
      0.06 * value +
      0.02 * cells[at]!;
    return 12 * smoothStep(-0.02, 0.2, inside) * Math.max(0.15, 1 + 0.33 * cells[at]!);
  });
}

/** Optical depth of the cirrus veil over the east. */
function cirrusDepth(view: View, scene: Scene): Float32Array {
  const seed = scene.sky.seed + 3000;
  const veil = noiseField(view, { seed, wavelengthMetres: 3000, wavelengthSouthMetres: 6000, lean: 1.2, octaves: 3 });
  const fibres = noiseField(view, {
    seed: seed + 9,
    wavelengthMetres: 520,
    wavelengthSouthMetres: 3200,
    lean: 1.5,
    octaves: 4,
    gain: 0.6,
  });
  return veil.map((value, at) => {
    const east = view.eastMetres + ((at % view.width) + 0.5) * view.pixelMetres;
    const south = view.southMetres + (Math.floor(at / view.width) + 0.5) * view.pixelMetres;
    const inside =
      east / scene.extent.eastMetres -
      (0.25 * south) / scene.extent.southMetres -
      0.6 +
      scene.sky.cirrusReach +
      0.1 * value;
    return 0.8 * smoothStep(-0.16, 0.3, inside) * Math.exp(0.6 * fibres[at]! - 0.2);
  });
}

/** Share of the sun's disc behind a water cloud: the direct beam with its forward peak, and what leaks through. */
function throughWater(depth: number): number {
  return depth <= 0 ? 1 : Math.max(Math.exp(-0.6 * depth), 0.3 / (1 + 0.05 * depth));
}

/** Lays the clouds over a view and works out what they leave of the sun on the ground. */
export function layWeather(view: View, scene: Scene): Weather {
  const sunward = sunwardMetresPerMetre(scene);
  const length = Math.hypot(sunward.east, sunward.south);
  const highest = CUMULUS_BASE_METRES + CUMULUS_DEPTH_METRES;
  const lay = (height: number, margin: number, of: (view: View, scene: Scene) => Float32Array): Lattice => {
    const lattice = latticeView(view, sunward.east * height, sunward.south * height, margin);
    return { view: lattice, values: of(lattice, scene) };
  };
  const tops = lay(highest / 2, (length * highest) / 2 + 100, cumulusTops);
  const stratus = lay(0, 0, stratusDepth);
  const stratusAbove = lay(STRATUS_METRES, 0, stratusDepth);
  const cirrus = lay(0, 0, cirrusDepth);
  const cirrusAbove = lay(CIRRUS_METRES, 0, cirrusDepth);
  const size = view.width * view.height;
  const out: Weather = {
    lowDepth: new Float32Array(size),
    cirrusDepth: new Float32Array(size),
    topLight: new Float32Array(size),
    direct: new Float32Array(size),
  };
  const depthOf = (top: number) => (top > 0 ? 34 * top ** 1.35 : 0);
  const zenithCosine = Math.cos((scene.sunZenithDegrees * Math.PI) / 180);
  for (let at = 0; at < size; at++) {
    const east = view.eastMetres + ((at % view.width) + 0.5) * view.pixelMetres;
    const south = view.southMetres + (Math.floor(at / view.width) + 0.5) * view.pixelMetres;
    const top = sample(tops, east, south);
    const sunSide = sample(tops, east + (45 * sunward.east) / length, south + (45 * sunward.south) / length);
    out.lowDepth[at] = depthOf(top) + sample(stratus, east, south);
    out.topLight[at] = Math.min(1.12, Math.max(0.62, 1 + 1.3 * (Math.max(0, top) - Math.max(0, sunSide))));
    out.cirrusDepth[at] = sample(cirrus, east, south);
    let blocked = 0;
    for (let level = 0; level < SHADOW_LEVELS; level++) {
      const metres = CUMULUS_BASE_METRES + (level / SHADOW_LEVELS) * CUMULUS_DEPTH_METRES;
      const above = sample(tops, east + sunward.east * metres, south + sunward.south * metres);
      blocked = Math.max(blocked, depthOf(above - level / SHADOW_LEVELS));
    }
    const ice = sample(cirrusAbove, east + sunward.east * CIRRUS_METRES, south + sunward.south * CIRRUS_METRES);
    const bank = sample(stratusAbove, east + sunward.east * STRATUS_METRES, south + sunward.south * STRATUS_METRES);
    out.direct[at] = throughWater(blocked + bank) / (1 + (0.11 * ice) / zenithCosine);
  }
  return out;
}
