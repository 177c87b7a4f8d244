/** A program of the graphics card, and where its uniforms are. */
export interface Program {
  readonly program: WebGLProgram;
  readonly uniform: (name: string) => WebGLUniformLocation | null;
  /** Without data: none of those that are bound otherwise may count. */
  readonly vertices: WebGLVertexArrayObject;
}

/** Places a rectangle given in clip space, without vertex data: `v_place` is 0, 0 at its upper left. */
const VERTEX_SHADER = `#version 300 es
uniform vec4 u_rectangle;
out vec2 v_place;
void main() {
  vec2 corner = vec2(float(gl_VertexID & 1), float(gl_VertexID >> 1));
  v_place = vec2(corner.x, 1.0 - corner.y);
  gl_Position = vec4(mix(u_rectangle.xy, u_rectangle.zw, corner), 0.0, 1.0);
}`;

/** How every fragment shader here begins. */
export const FRAGMENT_HEAD = `#version 300 es
precision highp float;
precision highp int;
in vec2 v_place;`;

export const WHOLE: Rectangle = [-1, -1, 1, 1];
/** Left, bottom, right, top in clip space. */
export type Rectangle = readonly [number, number, number, number];

function compile(gl: WebGL2RenderingContext, kind: number, source: string): WebGLShader {
  const shader = gl.createShader(kind)!;
  gl.shaderSource(shader, source);
  gl.compileShader(shader);
  if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS) && !gl.isContextLost()) {
    throw new Error(`A shader of the map was refused: ${gl.getShaderInfoLog(shader)}`);
  }
  return shader;
}

/** A program that draws a rectangle ({@link drawRectangle}). @throws Error where the graphics card refuses a shader */
export function link(gl: WebGL2RenderingContext, fragmentShader: string): Program {
  const program = gl.createProgram()!;
  gl.attachShader(program, compile(gl, gl.VERTEX_SHADER, VERTEX_SHADER));
  gl.attachShader(program, compile(gl, gl.FRAGMENT_SHADER, fragmentShader));
  gl.linkProgram(program);
  const locations = new Map<string, WebGLUniformLocation | null>();
  const uniform = (name: string) => {
    if (!locations.has(name)) locations.set(name, gl.getUniformLocation(program, name));
    return locations.get(name) ?? null;
  };
  return { program, uniform, vertices: gl.createVertexArray()! };
}

/** A texture of which the nearest pixel is taken. @param wrap what lies beyond its edge */
export function createTexture(gl: WebGL2RenderingContext, wrap: number): WebGLTexture {
  const texture = gl.createTexture()!;
  gl.bindTexture(gl.TEXTURE_2D, texture);
  for (const name of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, name, gl.NEAREST);
  for (const name of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, name, wrap);
  return texture;
}

/** Pixels of bytes as a texture, of one channel (codes, bits) or four (probabilities, colours); null leaves them unset. */
export function setPixels(
  gl: WebGL2RenderingContext,
  texture: WebGLTexture,
  { width, height, channels }: { readonly width: number; readonly height: number; readonly channels: 1 | 4 },
  pixels: Uint8Array | null,
): void {
  const [stored, given] = channels === 1 ? [gl.R8, gl.RED] : [gl.RGBA8, gl.RGBA];
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  gl.pixelStorei(gl.UNPACK_FLIP_Y_WEBGL, false);
  gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, false);
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texImage2D(gl.TEXTURE_2D, 0, stored, width, height, 0, given, gl.UNSIGNED_BYTE, pixels);
}

/** Draws a rectangle by a program that is in use; neither depth nor stencil nor the side that is seen keeps a pixel back. */
export function drawRectangle(gl: WebGL2RenderingContext, { uniform, vertices }: Program, rectangle: Rectangle): void {
  for (const test of [gl.DEPTH_TEST, gl.STENCIL_TEST, gl.CULL_FACE]) gl.disable(test);
  gl.uniform4f(uniform('u_rectangle'), ...rectangle);
  gl.bindVertexArray(vertices);
  gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  gl.bindVertexArray(null);
}

export function deleteProgram(gl: WebGL2RenderingContext, { program, vertices }: Program): void {
  gl.deleteProgram(program);
  gl.deleteVertexArray(vertices);
}
