import type { CustomLayerInterface, Map as MapLibreMap } from 'maplibre-gl';
import { type ClassCard, createClassCard } from './class-card.ts';
import type { FollowKind } from './class-shader.ts';
import { type ClassLayerLook, type ClassView, type FollowedView, isSameLook, nothingShown } from './class-shown.ts';
import type { Limits } from './thresholds.ts';

export interface ClassLayer extends CustomLayerInterface {
  setView(view: ClassView | null): void;
  /**
   * What {@link ClassLayer.classify} draws from. It is handed to the graphics card at once and classified by the limits that
   * make the codes in view, and the next frame is drawn from it where it gives the same: the first movement of a slider
   * finds all in place.
   */
  setFollowed(kind: FollowKind, view: FollowedView | null, limits?: Limits): void;
  /** Draws classes by limits instead of the codes, until the next view; false without pixels of the kind. */
  classify(kind: FollowKind, limits: Limits): boolean;
  setPalette(palette: Uint8Array<ArrayBuffer>): void;
  setLook(look: ClassLayerLook): void;
}

/**
 * A map layer that draws class codes by a palette; the codes stay at their place while the map moves. What can be done once is
 * done before a frame, so that a frame only looks colours up: borders are marked when codes come, colours put into a table
 * when the look changes, codes made of pixels when limits do.
 */
export function createClassLayer(id: string): ClassLayer {
  const shown = nothingShown();
  let map: MapLibreMap | null = null;
  let card: ClassCard | null = null;
  const isSeen = () => shown.view !== null && shown.look.visible;
  const repaint = (): void => map?.triggerRepaint();
  return {
    id,
    type: 'custom',
    onAdd(owner, gl) {
      map = owner;
      card = createClassCard(owner, gl as WebGL2RenderingContext);
    },
    onRemove() {
      card?.remove();
      card = null;
      map = null;
    },
    prerender() {
      if (isSeen()) card?.prepare(shown);
    },
    render() {
      if (!(card && isSeen())) return;
      card.draw(shown);
      shown.rehearsed = null;
    },
    setView(view) {
      Object.assign(shown, { view, following: null, rehearsed: null });
      if (view) card?.renew('codes');
      repaint();
    },
    setFollowed(kind, view, limits) {
      if (view === null) {
        delete shown.followed[kind];
        if (shown.following?.kind === kind) shown.following = null;
        if (shown.rehearsed?.kind === kind) shown.rehearsed = null;
        return;
      }
      shown.followed[kind] = view;
      card?.renew(kind);
      if (limits) shown.rehearsed = { kind, limits };
      repaint();
    },
    classify(kind, limits) {
      if (!shown.followed[kind]) return false;
      shown.following = { kind, limits };
      repaint();
      return true;
    },
    setPalette(palette) {
      shown.palette = palette;
      card?.renew('looks');
      repaint();
    },
    setLook(look) {
      if (isSameLook(shown.look, look)) return;
      if (look.opacity !== shown.look.opacity || look.style !== shown.look.style) card?.renew('looks');
      shown.look = look;
      repaint();
    },
  };
}
