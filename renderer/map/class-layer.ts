import type { CustomLayerInterface, Map as MapLibreMap } from 'maplibre-gl';
import type { Bounds3857 } from '../api/types.ts';
import { clipRectangle, pixelsInView } from '../geo/mercator.ts';
import type { OverlayStyle } from '../state/scene.ts';
import { markBorders } from './borders.ts';
import { cameraOf } from './camera.ts';
import { createDrawing, type Drawing } from './class-drawing.ts';
import { classLooks, HATCH_SETS, isHatched } from './class-looks.ts';
import { FOLLOW_KINDS, type FollowKind } from './class-shader.ts';
import { PALETTE_BYTES } from './palette.ts';
import type { Limits } from './thresholds.ts';
import { drawRectangle, setPixels, WHOLE } from './webgl.ts';

export interface ClassView {
  readonly bounds: Bounds3857;
  readonly width: number;
  readonly height: number;
  /** One class code per pixel, row by row from the north-west. */
  readonly codes: Uint8Array;
}

/** What the graphics card makes class codes of while a slider moves. */
export interface FollowedView {
  readonly bounds: Bounds3857;
  readonly width: number;
  readonly height: number;
  /** Four bytes per pixel: see the contract's `viewSchema`. */
  readonly pixels: Uint8Array;
}

export interface ClassLayerLook {
  readonly visible: boolean;
  readonly opacity: number;
  readonly style: OverlayStyle;
  /** Part of the map's width that is drawn, as shares from the left. */
  readonly from: number;
  readonly to: number;
}

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

const CODES = 256;

/** By which pixels and limits classes are made. */
interface Following {
  readonly kind: FollowKind;
  readonly limits: Limits;
}

function isSame(a: ClassLayerLook, b: ClassLayerLook): boolean {
  return (
    a.visible === b.visible && a.opacity === b.opacity && a.style === b.style && a.from === b.from && a.to === b.to
  );
}

/** Pixels of the canvas beside each other: within `left` and `right`, shares of its width, lies the middle of each. */
function columnsOf(canvasWidth: number, left: number, right: number): readonly [from: number, width: number] {
  const [from, end] = [left, right].map((share) => Math.ceil(share * canvasWidth - 0.5)) as [number, number];
  return [from, Math.max(0, end - from)];
}

/** How far borders reach, pixels of the canvas. */
const bordersReach = (owner: MapLibreMap, { style }: ClassLayerLook): number =>
  Math.round((style === 'outline' ? 1.5 : 1) * owner.getPixelRatio());

/** Draws classes at their place: of codes whose borders are marked, or followed ones, whose borders are found here. */
function drawView(
  gl: WebGL2RenderingContext,
  owner: MapLibreMap,
  parts: Drawing,
  shown: {
    readonly view: Pick<ClassView, 'bounds' | 'width' | 'height'>;
    readonly isFollowing: boolean;
    readonly isHatched: boolean;
    readonly look: ClassLayerLook;
  },
): void {
  const { view, isFollowing, isHatched: hatched, look } = shown;
  const camera = cameraOf(owner);
  const borders = isFollowing ? bordersReach(owner, look) : 0;
  const painter = parts.painter({ borders, hatched });
  const { program, uniform } = painter;
  // biome-ignore lint/correctness/useHookAtTopLevel: a call of WebGL, not a hook of React
  gl.useProgram(program);
  const textures = [isFollowing ? parts.followed : parts.codes, parts.looks, parts.hatchings];
  for (const [unit, texture] of textures.entries()) {
    gl.activeTexture(gl.TEXTURE0 + unit);
    gl.bindTexture(gl.TEXTURE_2D, texture);
  }
  gl.uniform1i(uniform('u_codes'), 0);
  gl.uniform1i(uniform('u_looks'), 1);
  gl.uniform1i(uniform('u_hatchings'), 2);
  gl.uniform1f(uniform('u_ratio'), camera.ratio);
  const [from, width] = columnsOf(camera.width, look.from, look.to);
  gl.enable(gl.SCISSOR_TEST);
  gl.scissor(from, 0, width, camera.height);
  drawRectangle(gl, painter, clipRectangle(view.bounds, camera));
  gl.disable(gl.SCISSOR_TEST);
}

/**
 * A map layer that draws class codes by a palette; the codes stay at their place while the map moves. What can be done once is
 * done before a frame, so that a frame only looks colours up: borders are marked when codes come, colours put into a table
 * when the look changes, codes made of pixels when limits do.
 */
export function createClassLayer(id: string): ClassLayer {
  let map: MapLibreMap | null = null;
  let drawing: Drawing | null = null;
  let view: ClassView | null = null;
  let palette = new Uint8Array(PALETTE_BYTES);
  let look: ClassLayerLook = { visible: true, opacity: 0.45, style: 'fill', from: 0, to: 1 };
  const followed: Partial<Record<FollowKind, FollowedView>> = {};
  /** Not null while classes are made here. */
  let following: Following | null = null;
  /** So the next frame is made, though codes are shown. */
  let rehearsed: Following | null = null;
  let isHatchedNow = false;
  /** What of it the graphics card does not have yet. */
  const isNew = { codes: false, looks: true };
  const newPixels = new Set<FollowKind>();
  /** By what it made what it has: limits of the followed codes, width of the borders in the engine's. */
  let classifiedBy = '';
  let markedBorder = 0;

  const reachOf = (owner: MapLibreMap) => bordersReach(owner, look);

  const upload = (gl: WebGL2RenderingContext, parts: Drawing, border: number) => {
    if (view && (isNew.codes || border !== markedBorder)) {
      const { width, height, codes } = view;
      setPixels(gl, parts.codes, { width, height, channels: 1 }, markBorders(codes, width, height, border));
      markedBorder = border;
    }
    if (isNew.looks) {
      const table = classLooks(palette, look.opacity, look.style);
      setPixels(gl, parts.looks, { width: CODES, height: HATCH_SETS, channels: 4 }, table);
    }
    if (view && (isNew.codes || isNew.looks)) isHatchedNow = isHatched(palette, look.style, view.codes);
    for (const kind of newPixels) {
      const its = followed[kind];
      if (!its) continue;
      setPixels(gl, parts.pixels[kind], { width: its.width, height: its.height, channels: 4 }, its.pixels);
      classifiedBy = '';
    }
    newPixels.clear();
    Object.assign(isNew, { codes: false, looks: false });
  };

  const classifyPixels = (
    gl: WebGL2RenderingContext,
    owner: MapLibreMap,
    parts: Drawing,
    { kind, limits }: Following,
  ) => {
    const its = followed[kind];
    if (!its) return;
    // Those around are looked at for borders.
    const seen = pixelsInView(its, cameraOf(owner), reachOf(owner));
    const by = `${kind} ${limits.join()} ${seen.join()}`;
    if (classifiedBy === by) return;
    const { width, height } = its;
    const { program, uniform } = parts.classifiers[kind];
    if (classifiedBy === '') setPixels(gl, parts.followed, { width, height, channels: 1 }, null);
    gl.bindFramebuffer(gl.FRAMEBUFFER, parts.frame);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, parts.followed, 0);
    gl.viewport(0, 0, width, height);
    // biome-ignore lint/correctness/useHookAtTopLevel: a call of WebGL, not a hook of React
    gl.useProgram(program);
    gl.bindTexture(gl.TEXTURE_2D, parts.pixels[kind]);
    gl.uniform1i(uniform('u_pixels'), 0);
    gl.uniform3ui(uniform('u_limits'), ...limits);
    gl.disable(gl.BLEND);
    gl.enable(gl.SCISSOR_TEST);
    gl.scissor(...seen);
    drawRectangle(gl, parts.classifiers[kind], WHOLE);
    gl.disable(gl.SCISSOR_TEST);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    classifiedBy = by;
  };

  const draw = (gl: WebGL2RenderingContext, owner: MapLibreMap, parts: Drawing, codesView: ClassView) => {
    // Others may tell of a coarser mask than the codes: nobody is to see it flash.
    const made = following ?? (rehearsed?.kind === 'probabilities' ? rehearsed : null);
    const its = made && followed[made.kind];
    drawView(gl, owner, parts, { view: its ?? codesView, isFollowing: Boolean(its), isHatched: isHatchedNow, look });
  };

  return {
    id,
    type: 'custom',
    onAdd(owner, gl) {
      map = owner;
      drawing = createDrawing(gl as WebGL2RenderingContext);
      for (const kind of FOLLOW_KINDS) if (followed[kind]) newPixels.add(kind);
      Object.assign(isNew, { codes: view !== null, looks: true });
    },
    onRemove() {
      drawing?.remove();
      drawing = null;
      map = null;
    },
    prerender(context) {
      const gl = context as WebGL2RenderingContext;
      if (!(map && drawing && view && look.visible)) return;
      gl.activeTexture(gl.TEXTURE0);
      upload(gl, drawing, reachOf(map));
      const by = following ?? rehearsed;
      if (by) classifyPixels(gl, map, drawing, by);
    },
    render(context) {
      if (!(map && drawing && view && look.visible)) return;
      draw(context as WebGL2RenderingContext, map, drawing, view);
      rehearsed = null;
    },
    setView(next) {
      view = next;
      isNew.codes = next !== null;
      following = null;
      rehearsed = null;
      map?.triggerRepaint();
    },
    setFollowed(kind, next, limits) {
      if (next === null) {
        delete followed[kind];
        newPixels.delete(kind);
        if (following?.kind === kind) following = null;
        if (rehearsed?.kind === kind) rehearsed = null;
        return;
      }
      followed[kind] = next;
      newPixels.add(kind);
      if (limits) rehearsed = { kind, limits };
      map?.triggerRepaint();
    },
    classify(kind, limits) {
      if (!followed[kind]) return false;
      following = { kind, limits };
      map?.triggerRepaint();
      return true;
    },
    setPalette(next) {
      palette = next;
      isNew.looks = true;
      map?.triggerRepaint();
    },
    setLook(next) {
      if (isSame(look, next)) return;
      isNew.looks ||= next.opacity !== look.opacity || next.style !== look.style;
      look = next;
      map?.triggerRepaint();
    },
  };
}
