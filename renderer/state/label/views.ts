import type { BandId, ProductDetail } from '../../api/types.ts';
import { COMPOSITES, compositeBands, productBands } from '../composites.ts';
import type { MaskChoice } from '../scene.ts';

const CLASSES = [
  { id: 'cloud', name: 'cloud' },
  { id: 'semi', name: 'semi-transparent cloud' },
  { id: 'shadow', name: 'shadow' },
  { id: 'clear', name: 'clear' },
] as const;

/** A view of a chip: a composite, `thin` (B10, or B01 where that is not there), `scl`, `p-CLASS`, or a band. */
export type ViewId = string;

/** True colour; short-wave infrared; thin clouds; what the network makes of it. */
export const DEFAULT_VIEWS: readonly ViewId[] = ['true', 'swir', 'thin', 'p-cloud'];

/** What the engine is asked for. */
export type ViewSource =
  | { readonly kind: 'bands'; readonly bands: readonly BandId[]; readonly max: number | null }
  | { readonly kind: 'scl' }
  | ({ readonly kind: 'probability'; readonly class: (typeof CLASSES)[number]['id'] } & MaskChoice);

export interface View {
  readonly id: ViewId;
  readonly name: string;
  /** What it is made of, in a few letters. */
  readonly note: string;
  /** Null where the product cannot be shown so. */
  readonly source: ViewSource | null;
}

/** Reflectance drawn as white. */
const CIRRUS_MAX = 0.03;
const AEROSOL_MAX = 0.4;

function thinView(product: ProductDetail): View {
  const band = (['B10', 'B01'] as const).find((one) => product.bands[one] !== undefined);
  const max = band === 'B10' ? CIRRUS_MAX : AEROSOL_MAX;
  const source = band ? { kind: 'bands' as const, bands: [band], max } : null;
  return { id: 'thin', name: 'Thin clouds', note: band ?? 'no B10, no B01', source };
}

/** All views that there may be of a product's chips. */
export function viewsOf(product: ProductDetail, choice: MaskChoice | null): readonly View[] {
  const composites = COMPOSITES.filter(({ id }) => id !== 'cirrus').map((composite): View => {
    const bands = compositeBands(composite, product);
    const source = bands && { kind: 'bands' as const, bands, max: composite.max };
    return { id: composite.id, name: composite.name, note: bands?.join(' ') ?? 'no band', source };
  });
  const probabilities = CLASSES.map(
    ({ id, name }): View => ({
      id: `p-${id}`,
      name: `Probability of ${name}`,
      note: choice ? `${choice.grid} m` : 'no network',
      source: choice && { kind: 'probability', class: id, ...choice },
    }),
  );
  const hasClasses = product.level === 'L2A';
  const scl: View = {
    id: 'scl',
    name: 'Scene classification',
    note: hasClasses ? 'SCL' : 'L2A only',
    source: hasClasses ? { kind: 'scl' } : null,
  };
  const bands = productBands(product).map(
    (band): View => ({
      id: band,
      name: band,
      note: 'own contrast',
      source: { kind: 'bands', bands: [band], max: null },
    }),
  );
  return [...composites, thinView(product), ...probabilities, scl, ...bands];
}

/** The query of a picture of bands; without `max` the contrast is the chip's own. */
export function pictureQuery(bands: readonly BandId[], max: number | null): Record<string, string> {
  const list = (value: number) => bands.map(() => value).join(',');
  return { bands: bands.join(','), ...(max === null ? {} : { min: list(0), max: list(max) }) };
}
