import type { Map as MapLibreMap } from 'maplibre-gl';
import { clipRectangle, pixelsInView } from '../geo/mercator.ts';
import { markBorders } from './borders.ts';
import { cameraOf } from './camera.ts';
import { createDrawing, type Drawing } from './class-drawing.ts';
import { classLooks, HATCH_SETS, isHatched } from './class-looks.ts';
import { FOLLOW_KINDS, type FollowKind } from './class-shader.ts';
import type { ClassesShown, ClassLayerLook, ClassView, FollowedView, Following } from './class-shown.ts';
import { drawRectangle, setPixels, WHOLE } from './webgl.ts';

/** A layer of classes on the graphics card. */
export interface ClassCard {
  /** What it has is out of date. */
  renew(what: 'codes' | 'looks' | FollowKind): void;
  /** Brings what it has up to date, ahead of the frame. */
  prepare(shown: ClassesShown): void;
  draw(shown: ClassesShown): void;
  remove(): void;
}

const CODES = 256;

/** How far borders reach, pixels of the canvas. */
const bordersReach = (owner: MapLibreMap, { style }: ClassLayerLook): number =>
  Math.round((style === 'outline' ? 1.5 : 1) * owner.getPixelRatio());

/** Pixels of the canvas beside each other: within `left` and `right`, shares of its width, lies the middle of each. */
function columnsOf(canvasWidth: number, left: number, right: number): readonly [from: number, width: number] {
  const [from, end] = [left, right].map((share) => Math.ceil(share * canvasWidth - 0.5)) as [number, number];
  return [from, Math.max(0, end - from)];
}

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

/** Makes class codes of pixels of a kind by limits, in the part of them that `seen` is. */
function classifyPixels(
  gl: WebGL2RenderingContext,
  parts: Drawing,
  { kind, limits }: Following,
  seen: ReturnType<typeof pixelsInView>,
  { width, height }: Pick<FollowedView, 'width' | 'height'>,
): void {
  const { program, uniform } = parts.classifiers[kind];
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
}

/** Begins with nothing of what is shown. @throws Error where the graphics card refuses a shader */
export function createClassCard(owner: MapLibreMap, gl: WebGL2RenderingContext): ClassCard {
  const parts = createDrawing(gl);
  const stale = new Set<'codes' | 'looks' | FollowKind>(['codes', 'looks', ...FOLLOW_KINDS]);
  /** By what it made what it has: limits of the followed codes, width of the borders in the engine's, hatching of the looks. */
  let classifiedBy = '';
  let markedBorder = 0;
  let isHatchedNow = false;

  const upload = ({ view, palette, look, followed }: ClassesShown): void => {
    const border = bordersReach(owner, look);
    if (view && (stale.has('codes') || border !== markedBorder)) {
      const { width, height, codes } = view;
      setPixels(gl, parts.codes, { width, height, channels: 1 }, markBorders(codes, width, height, border));
      markedBorder = border;
    }
    if (stale.has('looks')) {
      const table = classLooks(palette, look.opacity, look.style);
      setPixels(gl, parts.looks, { width: CODES, height: HATCH_SETS, channels: 4 }, table);
    }
    if (view && (stale.has('codes') || stale.has('looks'))) isHatchedNow = isHatched(palette, look.style, view.codes);
    for (const kind of FOLLOW_KINDS) {
      const its = stale.has(kind) && followed[kind];
      if (!its) continue;
      setPixels(gl, parts.pixels[kind], { width: its.width, height: its.height, channels: 4 }, its.pixels);
      classifiedBy = '';
    }
    stale.clear();
  };

  const classify = (following: Following, { followed, look }: ClassesShown): void => {
    const its = followed[following.kind];
    if (!its) return;
    // Those around are looked at for borders.
    const seen = pixelsInView(its, cameraOf(owner), bordersReach(owner, look));
    const by = `${following.kind} ${following.limits.join()} ${seen.join()}`;
    if (classifiedBy === by) return;
    const { width, height } = its;
    if (classifiedBy === '') setPixels(gl, parts.followed, { width, height, channels: 1 }, null);
    classifyPixels(gl, parts, following, seen, its);
    classifiedBy = by;
  };

  return {
    renew: (what) => void stale.add(what),
    prepare(shown) {
      gl.activeTexture(gl.TEXTURE0);
      upload(shown);
      const by = shown.following ?? shown.rehearsed;
      if (by) classify(by, shown);
    },
    draw({ view, look, followed, following, rehearsed }) {
      if (!view) return;
      // Others may tell of a coarser mask than the codes: nobody is to see it flash.
      const made = following ?? (rehearsed?.kind === 'probabilities' ? rehearsed : null);
      const its = made && followed[made.kind];
      drawView(gl, owner, parts, { view: its ?? view, isFollowing: Boolean(its), isHatched: isHatchedNow, look });
    },
    remove: parts.remove,
  };
}
