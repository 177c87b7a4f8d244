import type { CustomLayerInterface, Map as MapLibreMap } from 'maplibre-gl';
import {
  createTexture,
  deleteProgram,
  drawRectangle,
  FRAGMENT_HEAD,
  link,
  type Program,
  setPixels,
  WHOLE,
} from './webgl.ts';

const SHADER = `${FRAGMENT_HEAD}
uniform sampler2D u_picture;
out vec4 colour;
void main() { colour = texture(u_picture, vec2(v_place.x, 1.0 - v_place.y)); }`;

/** What of a map must not have changed for its images to look the same. */
const CHANGES = ['move', 'resize', 'data', 'remove'] as const;

/**
 * Lets a map draw its images once and bring the picture of them back while only overlays change: a slider that moves
 * repaints some sixty times a second what lies above them. Everything of type raster must lie below the layer `id`.
 * MapLibre's sky, which is never seen here, is left out: in software its shader takes as long as the images.
 */
export function keepBackdrop(map: MapLibreMap, id: string, below: string): void {
  let program: Program | null = null;
  let picture: WebGLTexture | null = null;
  let size = '';
  /** Whether the picture shows what the images would. */
  let isKept = false;
  const forget = () => {
    isKept = false;
  };
  for (const change of CHANGES) map.on(change, forget);

  const { raster } = map.painter.drawFunctions;
  map.painter.drawFunctions = {
    ...map.painter.drawFunctions,
    sky: () => {},
    raster: (...drawn) => {
      if (!isKept) raster(...drawn);
    },
  };

  const keep = (gl: WebGL2RenderingContext, width: number, height: number) => {
    if (size !== `${width} ${height}`) setPixels(gl, picture!, { width, height, channels: 4 }, null);
    size = `${width} ${height}`;
    gl.bindTexture(gl.TEXTURE_2D, picture);
    gl.copyTexSubImage2D(gl.TEXTURE_2D, 0, 0, 0, 0, 0, width, height);
    isKept = true;
  };
  const bringBack = (gl: WebGL2RenderingContext) => {
    // biome-ignore lint/correctness/useHookAtTopLevel: a call of WebGL, not a hook of React
    gl.useProgram(program!.program);
    gl.bindTexture(gl.TEXTURE_2D, picture);
    gl.uniform1i(program!.uniform('u_picture'), 0);
    gl.disable(gl.BLEND);
    drawRectangle(gl, program!, WHOLE);
  };

  const layer: CustomLayerInterface = {
    id,
    type: 'custom',
    onAdd(_, context) {
      const gl = context as WebGL2RenderingContext;
      program = link(gl, SHADER);
      picture = createTexture(gl, gl.CLAMP_TO_EDGE);
    },
    onRemove(_, context) {
      const gl = context as WebGL2RenderingContext;
      if (program) deleteProgram(gl, program);
      gl.deleteTexture(picture);
      forget();
    },
    render(context) {
      const gl = context as WebGL2RenderingContext;
      gl.activeTexture(gl.TEXTURE0);
      const { width, height } = map.getCanvas();
      if (isKept) bringBack(gl);
      else if (!map.isMoving()) keep(gl, width, height);
    },
  };
  map.addLayer(layer, below);
}
