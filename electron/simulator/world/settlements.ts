import { noiseField, random2, type View } from './noise.ts';
import type { Extent } from './scene.ts';
import { type Material, materialIndex } from './spectra.ts';

interface Settlement {
  readonly eastMetres: number;
  readonly southMetres: number;
  readonly radiusMetres: number;
}

const CELL_METRES = 3300;

/** The town of the tile and the villages near a view. */
function settlementsNear(view: View, seed: number, extent: Extent): Settlement[] {
  const list: Settlement[] = [
    { eastMetres: 0.6 * extent.eastMetres, southMetres: 0.4 * extent.southMetres, radiusMetres: 850 },
  ];
  const spanEast = view.width * view.pixelMetres;
  const spanSouth = view.height * view.pixelMetres;
  for (
    let row = Math.floor(view.southMetres / CELL_METRES) - 1;
    row * CELL_METRES < view.southMetres + spanSouth + CELL_METRES;
    row++
  ) {
    for (
      let column = Math.floor(view.eastMetres / CELL_METRES) - 1;
      column * CELL_METRES < view.eastMetres + spanEast + CELL_METRES;
      column++
    ) {
      const chance = random2(seed, column, row);
      if (chance > 0.6) continue;
      list.push({
        eastMetres: (column + 0.15 + 0.7 * random2(seed + 1, column, row)) * CELL_METRES,
        southMetres: (row + 0.15 + 0.7 * random2(seed + 2, column, row)) * CELL_METRES,
        radiusMetres: chance < 0.06 ? 600 : 170 + 280 * random2(seed + 3, column, row),
      });
    }
  }
  return list;
}

/** How urban every pixel is: above 0 within settlements, up to about 1 in their centres; below 0 in the country. */
export function urbanField(view: View, seed: number, extent: Extent): Float32Array {
  const { width, height, pixelMetres } = view;
  const fringe = noiseField(view, { seed: seed + 20, wavelengthMetres: 420, octaves: 3, gain: 0.6 });
  const out = new Float32Array(width * height).fill(-1);
  for (const place of settlementsNear(view, seed, extent)) {
    const reach = place.radiusMetres * 1.8;
    const clampColumn = (metres: number) =>
      Math.min(width, Math.max(0, Math.round((metres - view.eastMetres) / pixelMetres)));
    const clampRow = (metres: number) =>
      Math.min(height, Math.max(0, Math.round((metres - view.southMetres) / pixelMetres)));
    for (let row = clampRow(place.southMetres - reach); row < clampRow(place.southMetres + reach); row++) {
      for (
        let column = clampColumn(place.eastMetres - reach);
        column < clampColumn(place.eastMetres + reach);
        column++
      ) {
        const east = view.eastMetres + (column + 0.5) * pixelMetres - place.eastMetres;
        const south = view.southMetres + (row + 0.5) * pixelMetres - place.southMetres;
        const at = row * width + column;
        const value = 1 - Math.hypot(east, south) / place.radiusMetres + 0.28 * fringe[at]!;
        if (value > out[at]!) out[at] = value;
      }
    }
  }
  return out;
}

const INDEX = Object.fromEntries(
  (['asphalt', 'tileRoof', 'greyRoof', 'whiteRoof', 'garden', 'broadleaf'] as const).map((name) => [
    name,
    materialIndex(name),
  ]),
) as Record<Extract<Material, 'asphalt' | 'tileRoof' | 'greyRoof' | 'whiteRoof' | 'garden' | 'broadleaf'>, number>;

const positiveRemainder = (value: number, divisor: number) => value - Math.floor(value / divisor) * divisor;

/** Cover of a point inside a settlement: streets, houses, halls with bright roofs, gardens, parks. */
export function urbanMaterial(seed: number, eastMetres: number, southMetres: number, urban: number): number {
  const u = 0.93 * eastMetres + 0.37 * southMetres;
  const v = 0.93 * southMetres - 0.37 * eastMetres;
  const quarterEast = Math.floor(u / 260);
  const quarterSouth = Math.floor(v / 200);
  if (positiveRemainder(u, 130) < 13 || positiveRemainder(v, 100) < 12) return INDEX.asphalt;
  const use = random2(seed + 30, quarterEast, quarterSouth);
  if (use < 0.1) return INDEX.broadleaf;
  if (use < 0.24 && urban < 0.6) {
    const hall = random2(seed + 31, Math.floor(u / 65), Math.floor(v / 50));
    const inside = positiveRemainder(u, 65) > 16 && positiveRemainder(v, 50) > 14;
    return inside && hall < 0.75 ? (hall < 0.28 ? INDEX.whiteRoof : INDEX.greyRoof) : INDEX.asphalt;
  }
  const lot = random2(seed + 32, Math.floor(u / 21), Math.floor(v / 19));
  const built = 0.3 + 0.3 * Math.min(1, Math.max(0, urban));
  if (lot > built) return lot > 0.93 ? INDEX.broadleaf : INDEX.garden;
  return lot < built * 0.025 ? INDEX.whiteRoof : lot < built * 0.68 ? INDEX.tileRoof : INDEX.greyRoof;
}
