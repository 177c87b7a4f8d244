import { useAbout, useReferences } from '../state/queries.ts';
import { useUi } from '../state/ui.ts';
import { type LegendPart, legendParts } from './legend-parts.ts';
import { type Overlay, productOfPane, shownOverlays } from './overlays.ts';
import { usePaneInput } from './use-pane-input.ts';

const NOTHING_AHEAD = {};

/** What is drawn on the map now, in words and colours; nothing while masks are hidden. */
export function useLegend(): readonly LegendPart[] {
  const input = usePaneInput();
  const { data: about } = useAbout();
  const mode = useUi((ui) => ui.viewMode);
  const { data: left } = useReferences(productOfPane(input, 'left'));
  const { data: right } = useReferences(productOfPane(input, 'right'));
  if (!about || input.masksHidden) return [];
  const sides = mode === 'single' ? (['left'] as const) : (['left', 'right'] as const);
  const overlays = sides.flatMap((side) => shownOverlays({ ...input, ahead: NOTHING_AHEAD }, side));
  const unique = overlays.filter((one, index) => overlays.findIndex(({ key }) => key === one.key) === index);
  const referenceOf = ({ request }: Overlay) =>
    'reference' in request ? [...(left ?? []), ...(right ?? [])].find(({ id }) => id === request.reference) : undefined;
  const titleOf = (overlay: Overlay) => {
    if (overlay.request.kind === 'agreement') return `Mask and ${referenceOf(overlay)?.name ?? 'reference'}`;
    return overlay.request.kind === 'reference' ? (referenceOf(overlay)?.name ?? 'Reference') : 'Mask';
  };
  const classesOf = (overlay: Overlay) => {
    const classes = overlay.request.kind === 'reference' ? referenceOf(overlay)?.classes : undefined;
    return classes ? new Set<string>(classes) : null;
  };
  return legendParts(unique, about.classes, titleOf, classesOf);
}
