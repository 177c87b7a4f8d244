import { useQuery } from '@tanstack/react-query';
import { labelEngine } from '../api/label-engine.ts';
import type { LabelChip } from '../api/types.ts';
import { parseColour } from '../map/palette.ts';
import { LABEL_CLASSES } from '../state/label/classes.ts';
import { pictureQuery, type ViewSource } from '../state/label/views.ts';
import { createLimiter } from '../state/limiter.ts';
import { queryClient } from '../state/queries.ts';
import type { PaneImage } from './pane-painter.ts';

/** Pictures that are not shown are kept in hand for as long. */
const KEPT_MILLISECONDS = 120_000;

export interface WantedImage {
  readonly project: string;
  readonly chip: LabelChip;
  readonly source: ViewSource;
  /** Key of the product of another date. */
  readonly product?: string | undefined;
}

/** Bytes of probability as grey, codes of classes as their colours. */
function asRgba(values: Uint8ClampedArray, isClasses: boolean): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(4 * values.length);
  const colours = LABEL_CLASSES.map(({ colour }) => (colour === null ? [40, 40, 40] : parseColour(colour)));
  values.forEach((value, i) => {
    const [red, green, blue] = isClasses ? (colours[value] ?? [0, 0, 0]) : [value, value, value];
    rgba.set([red!, green!, blue!, 255], 4 * i);
  });
  return rgba;
}

async function readImage({ project, chip, source, product }: WantedImage, signal?: AbortSignal): Promise<PaneImage> {
  const { width, height } = chip.window;
  let rgba: Uint8ClampedArray<ArrayBuffer>;
  if (source.kind === 'bands') {
    const query = { ...pictureQuery(source.bands, source.max), ...(product ? { product } : {}) };
    rgba = await labelEngine.picture(project, chip.id, query, signal);
  } else {
    const { kind, ...rest } = source;
    const query = Object.fromEntries(Object.entries({ kind, ...rest }).map(([name, value]) => [name, String(value)]));
    rgba = asRgba(await labelEngine.layer(project, chip.id, query, signal), kind === 'scl');
  }
  return { rgba, bitmap: await createImageBitmap(new ImageData(rgba, width, height)) };
}

/** Strokes and what is accepted are not to wait for pictures: a browser has six connections to a server. */
const fewAtOnce = createLimiter(3);

const imageQuery = (wanted: WantedImage) => ({
  queryKey: ['label-picture', wanted.project, wanted.chip.id, wanted.source, wanted.product ?? null],
  queryFn: ({ signal }: { signal: AbortSignal }) => fewAtOnce(() => readImage(wanted, signal), signal),
  gcTime: KEPT_MILLISECONDS,
  retry: false,
});

/** The picture of a pane. */
export function usePaneImage(wanted: WantedImage | null) {
  return useQuery(
    wanted ? imageQuery(wanted) : { queryKey: ['label-picture', 'none'], queryFn: () => null, enabled: false },
  );
}

/** Has a picture in hand before it is shown. */
export async function fetchPaneImage(wanted: WantedImage): Promise<void> {
  await queryClient.prefetchQuery(imageQuery(wanted));
}
