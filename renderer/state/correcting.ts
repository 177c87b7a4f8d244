import { create } from 'zustand';
import type { ApiCorrection } from '../api/types.ts';
import { onGlobe } from '../geo/globe.ts';
import { brushRadius, fittingRadius } from './brush-width.ts';
import { shown } from './history.ts';
import { commitCorrections, draftCorrections, useScenes } from './scenes.ts';
import { useUi } from './ui.ts';

type Position = [number, number];

const WIDER = 1.25;

interface Correcting {
  /** What a stroke or an area gives its pixels. */
  readonly class: ApiCorrection['class'];
  readonly radiusMetres: number;
  /** The user chose the radius: it is kept, however the map is zoomed. */
  readonly isRadiusChosen: boolean;
}

/** How the next correction is made. */
export const useCorrecting = create<Correcting>(() => ({
  class: 'cloud',
  radiusMetres: 100,
  isRadiusChosen: false,
}));

export function setRadius(metres: number): void {
  useCorrecting.setState({ radiusMetres: brushRadius(metres), isRadiusChosen: true });
}

/** A radius in metres that can be seen on the map as it is, and on the mask; null where there is none of the two. */
export function radiusToBegin(): number | null {
  const { viewport } = useUi.getState();
  const { active, scenes } = useScenes.getState();
  const grid = active ? scenes[active]?.choice?.grid : undefined;
  return viewport && grid !== undefined ? fittingRadius(viewport, grid) : null;
}

/** Gives the brush that is taken up a radius that can be seen, unless the user has chosen one. */
export function fitRadius(): void {
  const { radiusMetres, isRadiusChosen } = useCorrecting.getState();
  if (!isRadiusChosen) useCorrecting.setState({ radiusMetres: radiusToBegin() ?? radiusMetres });
}

export const widenBrush = () => setRadius(useCorrecting.getState().radiusMetres * WIDER);
export const narrowBrush = () => setRadius(useCorrecting.getState().radiusMetres / WIDER);

/** Corrections of the active scene that count; a stroke that is still being drawn is none. */
export function corrections(): readonly ApiCorrection[] {
  const { active, scenes } = useScenes.getState();
  return (active && scenes[active]?.tuning.present.corrections) || [];
}

/** To a tenth of a metre or so, as the settings are to stay small. */
const rounded = ([lon, lat]: Position): Position => [Number(onGlobe(lon).toFixed(6)), Number(lat.toFixed(6))];

export const roundedRing = (ring: readonly (readonly [number, number])[]): Position[] =>
  ring.map(([lon, lat]) => rounded([lon, lat]));

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
  commitCorrections([...corrections(), { class: id, shape: { kind: 'polygon', ring: roundedRing(ring) } }]);
}

export const removeCorrections = () => commitCorrections([]);

/** Number of the active scene's corrections, the one that is being drawn among them. */
export const useCorrectionCount = (): number =>
  useScenes(({ active, scenes }) => {
    const scene = active ? scenes[active] : undefined;
    return scene ? shown(scene.tuning).corrections.length : 0;
  });
