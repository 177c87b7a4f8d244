import { BAND_IDS } from '../../engine/core/bands.ts';
import type { Product } from '../../engine/product/types.ts';
import type { StoreWriter } from './store-writer.ts';

const GROUP = 'conditions/geometry';
const ANGLES = ['zenith', 'azimuth'] as const;
/** Letters of a name of an angle, and the bytes that hold one. */
const NAME_LENGTH = 7;

/** Writes the angles of sun and view, zenith before azimuth. */
export async function writeGeometry({ sun, view }: Product, writer: StoreWriter): Promise<void> {
  await writer.group(GROUP);
  const put = (name: string, dimensions: readonly string[], shape: readonly number[], values: Float64Array) =>
    writer.array({
      path: `${GROUP}/${name}`,
      shape,
      dimensions,
      chunk: shape,
      fill: 'NaN',
      attributes: { unit: 'deg' },
      type: Float64Array,
      chunkAt: async () => values,
    });
  const names = Uint32Array.from(
    ANGLES.flatMap((name) => [...name.padEnd(NAME_LENGTH, '\0')].map((letter) => letter.charCodeAt(0))),
  );
  await writer.array({
    path: `${GROUP}/angle`,
    shape: [ANGLES.length],
    dimensions: ['angle'],
    chunk: [ANGLES.length],
    fill: '',
    attributes: {},
    type: Uint32Array,
    chunkAt: async () => names,
  });
  if (sun) {
    await put('mean_sun_angles', ['angle'], [2], Float64Array.of(sun.zenithDegrees, sun.azimuthDegrees));
    if (sun.grid) {
      const { width, height, zenithDegrees, azimuthDegrees } = sun.grid;
      const values = Float64Array.of(...zenithDegrees, ...azimuthDegrees);
      await put('sun_angles', ['angle', 'y', 'x'], [2, height, width], values);
    }
  }
  const means = BAND_IDS.flatMap((band) => [view[band]?.zenithDegrees ?? NaN, view[band]?.azimuthDegrees ?? NaN]);
  await put('mean_viewing_incidence_angles', ['band', 'angle'], [BAND_IDS.length, 2], Float64Array.from(means));
}
