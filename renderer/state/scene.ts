import type {
  ApiCorrection,
  ApiMaskParameters,
  BandId,
  ClassId,
  FlaggedClassId,
  GridMetres,
  MaskClass,
  ProductDetail,
  SceneHelper,
} from '../api/types.ts';
import { COMPOSITES, type CompositeId, compositeBands, productBands } from './composites.ts';
import { type History, startHistory } from './history.ts';

/** How an overlay is drawn. */
export const OVERLAY_STYLES = [
  { id: 'fill', name: 'Fill' },
  { id: 'outline', name: 'Outline' },
  { id: 'hatch', name: 'Hatching' },
] as const;
export type OverlayStyle = (typeof OVERLAY_STYLES)[number]['id'];

export interface ImageLook {
  readonly visible: boolean;
  readonly composite: CompositeId;
  readonly bands: readonly BandId[];
  /** Reflectances drawn black and white, one for each band. */
  readonly min: readonly number[];
  readonly max: readonly number[];
  readonly gamma: number;
  readonly opacity: number;
}

export interface OverlayLook {
  readonly visible: boolean;
  readonly opacity: number;
  readonly style: OverlayStyle;
}

export interface ClassLook {
  readonly visible: boolean;
  readonly colour: string | null;
  /** Multiplies the opacity of the overlay. */
  readonly opacity: number;
}

export interface MaskChoice {
  readonly pack: string;
  readonly grid: GridMetres;
}

/** What decides a mask besides its network: the sliders, and corrections by hand in their order. One undo covers both. */
export interface Tuning {
  readonly parameters: ApiMaskParameters;
  readonly corrections: readonly ApiCorrection[];
  readonly helper?: HelperTuning;
}

/** Strokes of the scene helper, and what they came to for one network and grid; no weights where nothing is fitted. */
export interface HelperTuning {
  readonly strokes: readonly ApiCorrection[];
  readonly weights: readonly number[];
  readonly shift: readonly number[];
  readonly pixels: number;
  readonly pack: string;
  readonly grid: number;
}

export const NO_HELPER: HelperTuning = { strokes: [], weights: [], shift: [], pixels: 0, pack: '', grid: 0 };

/** The scene helper's answer as the engine is told it; undefined where it was not fitted for that network and grid. */
export function helperFor({ helper }: Tuning, { pack, grid }: MaskChoice): SceneHelper | undefined {
  if (!helper || helper.weights.length === 0 || helper.pack !== pack || helper.grid !== grid) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = helper.shift;
  const { weights, strokes, pixels } = helper;
  return { weights: [...weights], shift: [a, b, c, d], strokes: strokes.length, pixels };
}

/** All that the user can set about one open product. */
export interface Scene {
  readonly image: ImageLook;
  readonly mask: OverlayLook;
  readonly choice: MaskChoice | null;
  /** The other network of the comparison "model A | model B". */
  readonly second: MaskChoice | null;
  readonly tuning: History<Tuning>;
  readonly classes: Readonly<Record<ClassId, ClassLook>>;
  readonly reference: OverlayLook & { readonly id: string | null };
  readonly agreement: OverlayLook;
  /** Whether the reference lies over the mask, where both are drawn. */
  readonly referenceOnTop: boolean;
}

/** How a scene's layers look, whatever its mask is made by. */
export type SceneLook = Omit<Scene, 'tuning'>;

export const CLASS_ORDER: readonly ClassId[] = ['cloud', 'semi', 'shadow', 'clear', 'missing'];
export const FLAGGED: readonly FlaggedClassId[] = ['cloud', 'semi', 'shadow'];

/** Used only where no pack fits the product, so that the panel has something to show. */
const NEUTRAL: ApiMaskParameters = {
  thresholds: { shadow: 0.5, semi: 0.5, cloud: 0.5 },
  bufferMetres: { shadow: 0, semi: 0, cloud: 0 },
  minAreaSquareMetres: 0,
};

/** What the chosen pack says is best for a product, whose bands decide its thresholds. */
export function defaultParameters(choice: MaskChoice | null, product: Pick<ProductDetail, 'packs'>): ApiMaskParameters {
  return product.packs.find((pack) => pack.id === choice?.pack)?.defaults ?? NEUTRAL;
}

/** The first composite that the product has bands for; a product of few bands is shown in its first one. */
export function defaultImage(product: ProductDetail): ImageLook {
  for (const composite of COMPOSITES) {
    const bands = compositeBands(composite, product);
    if (bands) return withBands({ visible: true, opacity: 1, gamma: 1 }, composite.id, bands, composite.max);
  }
  return withBands({ visible: true, opacity: 1, gamma: 1 }, 'single', productBands(product).slice(0, 1), 0.5);
}

export function withBands(
  look: Pick<ImageLook, 'visible' | 'opacity' | 'gamma'>,
  composite: CompositeId,
  bands: readonly BandId[],
  max: number,
): ImageLook {
  return { ...look, composite, bands, min: bands.map(() => 0), max: bands.map(() => max) };
}

/** The scene as it is on first opening. */
export function newScene(product: ProductDetail, classes: readonly MaskClass[]): Scene {
  const choice = product.preview;
  const looks = classes.map(({ id, colour }) => [id, { visible: true, colour, opacity: 1 }] as const);
  return {
    image: defaultImage(product),
    mask: { visible: true, opacity: 0.45, style: 'fill' },
    choice,
    second: null,
    tuning: startHistory<Tuning>({
      parameters: defaultParameters(choice, product),
      corrections: [],
      helper: NO_HELPER,
    }),
    classes: Object.fromEntries(looks) as Record<ClassId, ClassLook>,
    reference: { id: null, visible: false, opacity: 0.6, style: 'fill' },
    agreement: { visible: false, opacity: 0.7, style: 'fill' },
    referenceOnTop: false,
  };
}
