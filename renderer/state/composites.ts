import type { BandId, ProductDetail } from '../api/types.ts';

export interface Composite {
  readonly id: string;
  readonly name: string;
  /** For each channel the bands that serve, best first; one channel is grey. */
  readonly channels: readonly (readonly BandId[])[];
  /** Reflectance drawn as white before the user sets another. */
  readonly max: number;
  /** White goes by the scene's own values, once they are counted: no reflectance suits scenes with and without what it shows. */
  readonly followsScene?: true;
}

/** Band combinations; the second choice of a channel serves products that lack the first (L2A has no B08 at 20 m). */
export const COMPOSITES = [
  { id: 'true', name: 'True colour', channels: [['B04'], ['B03'], ['B02']], max: 0.4 },
  { id: 'infrared', name: 'Colour infrared', channels: [['B08', 'B8A'], ['B04'], ['B03']], max: 0.5 },
  { id: 'swir', name: 'Short-wave infrared', channels: [['B12'], ['B8A', 'B08'], ['B04']], max: 0.5 },
  { id: 'cirrus', name: 'Cirrus', channels: [['B10']], max: 0.05, followsScene: true },
] as const satisfies readonly Composite[];

/** One of {@link COMPOSITES}, or bands of the user's own. */
export type CompositeId = (typeof COMPOSITES)[number]['id'] | 'single' | 'custom';

/** The bands that a composite uses in a product, or null where one is missing. */
export function compositeBands(composite: Composite, product: ProductDetail): BandId[] | null {
  const bands = composite.channels.map((choices) => choices.find((band) => product.bands[band] !== undefined));
  return bands.every((band) => band !== undefined) ? bands : null;
}

/** What the image is called by its bands; of a product without any that can be read, that there is none. */
export function imageName({
  composite,
  bands,
}: {
  readonly composite: CompositeId;
  readonly bands: readonly BandId[];
}) {
  return COMPOSITES.find(({ id }) => id === composite)?.name ?? (bands.join(' ') || 'No image');
}

export function productBands(product: ProductDetail): BandId[] {
  return Object.keys(product.bands).sort(byBandNumber) as BandId[];
}

/** B8A stands between B08 and B09. */
export function byBandNumber(a: string, b: string): number {
  const key = (band: string) => (band === 'B8A' ? 8.5 : Number(band.slice(1)));
  return key(a) - key(b);
}
