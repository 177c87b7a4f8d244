/** A rectangle of square pixels on the simulated ground; metres east and south of the tile's upper left corner. */
export interface View {
  readonly eastMetres: number;
  readonly southMetres: number;
  readonly pixelMetres: number;
  readonly width: number;
  readonly height: number;
}

/** Random surface: cubic B-spline over a lattice of random values, summed over octaves. */
export interface NoiseShape {
  readonly seed: number;
  /** Distance between lattice points of the first octave, east-west. */
  readonly wavelengthMetres: number;
  /** The same north-south where it differs: the noise is stretched. */
  readonly wavelengthSouthMetres?: number;
  /** Metres that a column leans east per metre south. */
  readonly lean?: number;
  readonly octaves?: number;
  /** Amplitude of an octave over that of the one before. */
  readonly gain?: number;
}

const LACUNARITY = 2.03;
/** Standard deviation of uniform(-1, 1) lattice values after bicubic B-spline interpolation: (151 / 315) / sqrt(3). */
const SPLINE_DEVIATION = 0.2768;

/** Integer hash of two lattice coordinates and a seed, 32 bits unsigned; every bit of the input matters. */
export function hash2(seed: number, x: number, y: number): number {
  let h = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(seed + 0x51ed27, 0x3c6ef372);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return (h ^ (h >>> 15)) >>> 0;
}

/** {@link hash2} as a number in [0, 1). */
export function random2(seed: number, x: number, y: number): number {
  return hash2(seed, x, y) / 4294967296;
}

function splineWeights(t: number, out: Float64Array): void {
  const s = 1 - t;
  out[0] = (s * s * s) / 6;
  out[1] = (3 * t * t * t - 6 * t * t + 4) / 6;
  out[2] = (3 * s * s * s - 6 * s * s + 4) / 6;
  out[3] = (t * t * t) / 6;
}

function octavesOf(shape: NoiseShape): { seed: number; scale: number; amplitude: number }[] {
  const gain = shape.gain ?? 0.5;
  const list = Array.from({ length: shape.octaves ?? 1 }, (_, index) => ({
    seed: shape.seed + index * 101,
    scale: LACUNARITY ** -index,
    amplitude: gain ** index,
  }));
  const norm = SPLINE_DEVIATION * Math.hypot(...list.map((octave) => octave.amplitude));
  return list.map((octave) => ({ ...octave, amplitude: octave.amplitude / norm }));
}

interface Octave {
  readonly seed: number;
  /** Distance of lattice points. */
  readonly eastMetres: number;
  readonly southMetres: number;
  readonly lean: number;
  readonly amplitude: number;
}

function addOctave(out: Float32Array, view: View, octave: Octave): void {
  const { seed, eastMetres: eastStep, southMetres: southStep, lean, amplitude } = octave;
  const { width, height, pixelMetres } = view;
  const weights = new Float64Array(4);
  const step = pixelMetres / eastStep;
  for (let row = 0; row < height; row++) {
    const south = view.southMetres + (row + 0.5) * pixelMetres;
    const v = south / southStep;
    const latticeRow = Math.floor(v);
    splineWeights(v - latticeRow, weights);
    const start = (view.eastMetres + 0.5 * pixelMetres + lean * south) / eastStep;
    const first = Math.floor(start) - 1;
    const count = Math.floor(start + step * (width - 1)) + 3 - first;
    const line = new Float64Array(count);
    for (let k = 0; k < count; k++) {
      let sum = 0;
      for (let j = 0; j < 4; j++) sum += weights[j]! * (random2(seed, first + k, latticeRow - 1 + j) * 2 - 1);
      line[k] = sum * amplitude;
    }
    for (let column = 0; column < width; column++) {
      const u = start + step * column;
      const cell = Math.floor(u);
      const t = u - cell;
      const s = 1 - t;
      const k = cell - 1 - first;
      const inner = 3 * t * t * t - 6 * t * t + 4;
      const outer = 3 * s * s * s - 6 * s * s + 4;
      const at = row * width + column;
      out[at] =
        out[at]! + (s * s * s * line[k]! + inner * line[k + 1]! + outer * line[k + 2]! + t * t * t * line[k + 3]!) / 6;
    }
  }
}

/** Noise of zero mean and unit standard deviation at every pixel centre of a view, row by row. */
export function noiseField(view: View, shape: NoiseShape): Float32Array {
  const out = new Float32Array(view.width * view.height);
  const south = shape.wavelengthSouthMetres ?? shape.wavelengthMetres;
  for (const { seed, scale, amplitude } of octavesOf(shape)) {
    const eastMetres = shape.wavelengthMetres * scale;
    addOctave(out, view, { seed, eastMetres, southMetres: south * scale, lean: shape.lean ?? 0, amplitude });
  }
  return out;
}

/** The same noise at one point; agrees with {@link noiseField} there. */
export function noiseAt(eastMetres: number, southMetres: number, shape: NoiseShape): number {
  const view = { eastMetres: eastMetres - 0.5, southMetres: southMetres - 0.5, pixelMetres: 1, width: 1, height: 1 };
  return noiseField(view, shape)[0]!;
}

/** Smooth step from 0 at `low` to 1 at `high`. */
export function smoothStep(low: number, high: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - low) / (high - low)));
  return t * t * (3 - 2 * t);
}
