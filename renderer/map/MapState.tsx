import type { ProductDetail } from '../api/types.ts';
import { useApproximate } from '../state/approximate.ts';
import { useAreas } from '../state/areas.ts';
import { useCorrecting } from '../state/correcting.ts';
import { isUnderWay, maskJob } from '../state/mask-job.ts';
import { useAbout, useActiveProduct, useJobs } from '../state/queries.ts';
import { useOfScene } from '../state/scenes.ts';
import { type Tool, useUi } from '../state/ui.ts';
import { donePercent, secondsText } from '../widgets/format.ts';
import { OpeningState } from './OpeningState.tsx';

/** What to do with a tool that wants to be told; `made` is what a correction makes of pixels. */
const TOOL_TEXTS: Readonly<Partial<Record<Tool, (made: string) => string>>> = {
  draw: () =>
    'Click corner by corner, or X at the cross; the first corner or Enter ends the area, Backspace takes the last back, Escape gives it up.',
  brush: (made) => `Paint ${made} with the button held down, or X at the cross; < and > set the radius, Escape ends.`,
  measure: () => 'Click corner by corner, or X at the cross; a double click or Enter ends, Backspace removes the last.',
  patch: (made) =>
    `Click corner by corner, or X at the cross; the first corner or Enter makes the area ${made}, Backspace takes the last back, Escape ends.`,
  amend: () => 'Click a correction, or N for the next; drag the corners of an area. Delete removes it, Escape ends.',
};

/** What a correction makes of pixels, inside a sentence. */
function useMade(): string {
  const chosen = useCorrecting((state) => state.class);
  const { data: about } = useAbout();
  if (chosen === 'computed') return 'as computed';
  return (about?.classes.find(({ id }) => id === chosen)?.name ?? chosen).toLowerCase();
}

const EDIT_TEXT = 'Drag corners or the points between; a right click removes one, Enter ends.';

/** Why a product is not drawn. */
function offMapText({ epsg }: Pick<ProductDetail, 'epsg'>): string {
  return epsg === null
    ? 'This product names no coordinate system, so it cannot stand on the map.'
    : `This product is in EPSG:${epsg}, no UTM zone, so it cannot stand on the map.`;
}

/** One line on the map about what is going on there, where there is something to say. */
export function MapState() {
  const product = useActiveProduct();
  const choice = useOfScene((scene) => scene.choice);
  const tool = useUi((ui) => ui.tool);
  const opening = useUi((ui) => ui.opening !== null);
  const tilesPending = useUi((ui) => ui.tilesPending);
  const masksPending = useUi((ui) => ui.masksPending);
  const { data: jobs } = useJobs();
  const approximate = useApproximate((state) => state.approximate);
  const latest = product && choice && maskJob(jobs, { product: product.id, ...choice });
  const job = latest && isUnderWay(latest) ? latest : null;
  const percent = job && donePercent(job.fraction);
  const edits = useAreas(({ edited }) => edited !== null);
  const made = useMade();
  const told = edits ? EDIT_TEXT : TOOL_TEXTS[tool]?.(made);
  const text =
    product && !product.corners
      ? offMapText(product)
      : told
        ? told
        : job
          ? `${job.grid === product?.preview?.grid ? 'Preview mask' : 'Mask'} ${job.grid} m, ${percent} %${job.secondsLeft === null ? '' : `, ${secondsText(job.secondsLeft)} left`}`
          : approximate
            ? 'While moving: approximate'
            : tilesPending
              ? 'Reading the image'
              : masksPending
                ? 'Drawing the mask'
                : null;
  return (
    <div role="status" aria-live="polite">
      <OpeningState />
      {text && !opening && (
        <div className="map-state">
          {job && !told && (
            <span className="bar">
              <i style={{ width: `${percent}%` }} />
            </span>
          )}
          {text}
        </div>
      )}
    </div>
  );
}
