import type { CustomLayerInterface, Map as MapLibreMap } from 'maplibre-gl';
import type { Bounds3857 } from '../api/types.ts';
import { clipRectangle } from '../geo/mercator.ts';
import type { OverlayStyle } from '../state/scene.ts';
import { markBorders } from './borders.ts';
import { createDrawing, type Drawing } from './class-drawing.ts';
import { PALETTE_BYTES } from './palette.ts';
import type { Limits } from './thresholds.ts';

export interface ClassView {
  readonly bounds: Bounds3857;
  readonly width: number;
  readonly height: number;
  /** One class code per pixel, row by row from the north-west. */
  readonly codes: Uint8Array;
}

export interface ProbabilityView {
  readonly bounds: Bounds3857;
  readonly width: number;
  readonly height: number;
  /** Four bytes per pixel: see the contract's `viewSchema`. */
  readonly probabilities: Uint8Array;
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
  /** What {@link ClassLayer.classify} draws from. */
  setProbabilities(view: ProbabilityView | null): void;
  /** Draws classes by limits instead of the codes, until null is given or the next view; false without probabilities. */
  classify(limits: Limits | null): boolean;
  setPalette(palette: Uint8Array<ArrayBuffer>): void;
  setLook(look: ClassLayerLook): void;
}

/** Above every byte: codes are drawn. */
const NO_LIMITS: Limits = [256, 256, 256];
const STYLE_CODE: Readonly<Record<OverlayStyle, number>> = { fill: 0, outline: 1, hatch: 2 };

function isSame(a: ClassLayerLook, b: ClassLayerLook): boolean {
  return (
    a.visible === b.visible && a.opacity === b.opacity && a.style === b.style && a.from === b.from && a.to === b.to
  );
}

/** A map layer that draws class codes by a palette; the codes stay at their place while the map moves. */
export function createClassLayer(id: string): ClassLayer {
  let map: MapLibreMap | null = null;
  let drawing: Drawing | null = null;
  let view: ClassView | null = null;
  let palette = new Uint8Array(PALETTE_BYTES);
  let look: ClassLayerLook = { visible: true, opacity: 0.45, style: 'fill', from: 0, to: 1 };
  let viewIsNew = false;
  let probabilities: ProbabilityView | null = null;
  let probabilitiesAreNew = false;
  /** Not null while classes are drawn from the probabilities. */
  let limits: Limits | null = null;
  /** Width of the borders in the codes that were uploaded. */
  let markedBorder = 0;
  let paletteIsNew = true;

  const upload = (gl: WebGL2RenderingContext, { codes, palette: paletteTexture }: Drawing, border: number) => {
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    gl.pixelStorei(gl.UNPACK_FLIP_Y_WEBGL, false);
    gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, false);
    if (view && (viewIsNew || border !== markedBorder)) {
      gl.bindTexture(gl.TEXTURE_2D, codes);
      const { width, height } = view;
      const marked = markBorders(view.codes, width, height, border);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.R8UI, width, height, 0, gl.RED_INTEGER, gl.UNSIGNED_BYTE, marked);
      viewIsNew = false;
      markedBorder = border;
    }
    if (paletteIsNew) {
      gl.bindTexture(gl.TEXTURE_2D, paletteTexture);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, 256, 2, 0, gl.RGBA, gl.UNSIGNED_BYTE, palette);
      paletteIsNew = false;
    }
  };

  const uploadProbabilities = (gl: WebGL2RenderingContext, texture: WebGLTexture, shown: ProbabilityView) => {
    if (!probabilitiesAreNew) return;
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 4);
    gl.bindTexture(gl.TEXTURE_2D, texture);
    const { width, height } = shown;
    gl.texImage2D(
      gl.TEXTURE_2D,
      0,
      gl.RGBA8UI,
      width,
      height,
      0,
      gl.RGBA_INTEGER,
      gl.UNSIGNED_BYTE,
      shown.probabilities,
    );
    probabilitiesAreNew = false;
  };

  const draw = (gl: WebGL2RenderingContext, owner: MapLibreMap, parts: Drawing, codesView: ClassView) => {
    const ratio = owner.getPixelRatio();
    const reach = Math.round(look.style === 'outline' ? 1.5 * ratio : ratio);
    const shownView = limits && probabilities ? probabilities : codesView;
    gl.activeTexture(gl.TEXTURE0);
    upload(gl, parts, reach);
    if (probabilities) uploadProbabilities(gl, parts.probabilities, probabilities);
    const canvas = owner.getCanvas();
    const centre = owner.getCenter();
    const camera = {
      lon: centre.lng,
      lat: centre.lat,
      zoom: owner.getZoom(),
      width: canvas.width,
      height: canvas.height,
      ratio,
    };
    const { uniform } = parts;
    // biome-ignore lint/correctness/useHookAtTopLevel: a call of WebGL, not a hook of React
    gl.useProgram(parts.program);
    gl.bindVertexArray(parts.vertices);
    gl.bindTexture(gl.TEXTURE_2D, parts.codes);
    gl.activeTexture(gl.TEXTURE1);
    gl.bindTexture(gl.TEXTURE_2D, parts.palette);
    gl.activeTexture(gl.TEXTURE2);
    gl.bindTexture(gl.TEXTURE_2D, parts.probabilities);
    gl.uniform1i(uniform('u_codes'), 0);
    gl.uniform1i(uniform('u_probabilities'), 2);
    gl.uniform3ui(uniform('u_limits'), ...(limits ?? NO_LIMITS));
    gl.uniform1i(uniform('u_reach'), reach);
    gl.uniform1i(uniform('u_palette'), 1);
    gl.uniform2i(uniform('u_size'), shownView.width, shownView.height);
    gl.uniform4f(uniform('u_rectangle'), ...clipRectangle(shownView.bounds, camera));
    gl.uniform1f(uniform('u_opacity'), look.opacity);
    gl.uniform1i(uniform('u_style'), STYLE_CODE[look.style]);
    gl.uniform1f(uniform('u_ratio'), ratio);
    gl.uniform2f(uniform('u_clip'), look.from * canvas.width, look.to * canvas.width);
    gl.disable(gl.DEPTH_TEST);
    gl.disable(gl.STENCIL_TEST);
    gl.disable(gl.CULL_FACE);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
    gl.bindVertexArray(null);
  };

  return {
    id,
    type: 'custom',
    onAdd(owner, gl) {
      map = owner;
      drawing = createDrawing(gl);
      viewIsNew = view !== null;
      probabilitiesAreNew = probabilities !== null;
      paletteIsNew = true;
    },
    onRemove(_owner, gl) {
      if (drawing) {
        gl.deleteProgram(drawing.program);
        gl.deleteTexture(drawing.codes);
        gl.deleteTexture(drawing.probabilities);
        gl.deleteTexture(drawing.palette);
        gl.deleteVertexArray(drawing.vertices);
      }
      drawing = null;
      map = null;
    },
    render(gl) {
      if (map && drawing && view && look.visible) draw(gl, map, drawing, view);
    },
    setView(next) {
      view = next;
      viewIsNew = next !== null;
      limits = null;
      map?.triggerRepaint();
    },
    setProbabilities(next) {
      probabilities = next;
      probabilitiesAreNew = next !== null;
      if (next === null) limits = null;
    },
    classify(next) {
      if (next !== null && !probabilities) return false;
      limits = next;
      map?.triggerRepaint();
      return true;
    },
    setPalette(next) {
      palette = next;
      paletteIsNew = true;
      map?.triggerRepaint();
    },
    setLook(next) {
      if (isSame(look, next)) return;
      look = next;
      map?.triggerRepaint();
    },
  };
}
