import { create } from 'zustand';
import type { ApiCorrection } from '../api/types.ts';
import { onGlobe } from '../geo/globe.ts';
import { shown } from './history.ts';
import type { NumberRange } from './number.ts';
import { commitCorrections, draftCorrections, useScenes } from './scenes.ts';

type Position = [number, number];

export const BRUSH_METRES: NumberRange = { min: 10, max: 5000, digits: 0 };
const WIDER = 1.25;

interface Correcting {
  /** What a stroke or an area gives its pixels. */
  readonly class: ApiCorrection['class'];
  readonly radiusMetres: number;
}

/** How the next correction is made. */
export const useCorrecting = create<Correcting>(() => ({ class: 'cloud', radiusMetres: 100 }));

export function setRadius(metres: number): void {
  useCorrecting.setState({ radiusMetres: Math.min(BRUSH_METRES.max, Math.max(BRUSH_METRES.min, Math.round(metres))) });
}

export const widenBrush = () => setRadius(useCorrecting.getState().radiusMetres * WIDER);
export const narrowBrush = () => setRadius(useCorrecting.getState().radiusMetres / WIDER);

/** Corrections of the active scene that count; a stroke that is still being drawn is none. */
function corrections(): readonly ApiCorrection[] {
  const { active, scenes } = useScenes.getState();
  return (active && scenes[active]?.tuning.present.corrections) || [];
}

/** To a tenth of a metre or so, as the settings are to stay small. */
const rounded = ([lon, lat]: Position): Position => [Number(onGlobe(lon).toFixed(6)), Number(lat.toFixed(6))];

function stroke(points: readonly Position[]): ApiCorrection {
  const { class: id, radiusMetres } = useCorrecting.getState();
  return { class: id, shape: { kind: 'stroke', points: points.map(rounded), radiusMetres } };
}

/** Shows a stroke while it is drawn. */
export const draftStroke = (points: readonly Position[]) => draftCorrections([...corrections(), stroke(points)]);
/** Takes a stroke that has been drawn. */
export const commitStroke = (points: readonly Position[]) => commitCorrections([...corrections(), stroke(points)]);

/** Takes an area that has been drawn: a closed ring. */
export function commitPatch(ring: readonly Position[]): void {
  const { class: id } = useCorrecting.getState();
  commitCorrections([...corrections(), { class: id, shape: { kind: 'polygon', ring: ring.map(rounded) } }]);
}

export const removeCorrections = () => commitCorrections([]);

/** Number of the active scene's corrections, the one that is being drawn among them. */
export const useCorrectionCount = (): number =>
  useScenes(({ active, scenes }) => {
    const scene = active ? scenes[active] : undefined;
    return scene ? shown(scene.tuning).corrections.length : 0;
  });
