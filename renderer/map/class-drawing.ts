import { FRAGMENT_SHADER, VERTEX_SHADER } from './class-shader.ts';

/** What the graphics card holds of a layer of classes. */
export interface Drawing {
  readonly program: WebGLProgram;
  readonly codes: WebGLTexture;
  readonly probabilities: WebGLTexture;
  readonly palette: WebGLTexture;
  readonly vertices: WebGLVertexArrayObject;
  readonly uniform: (name: string) => WebGLUniformLocation | null;
}

function compile(gl: WebGL2RenderingContext, kind: number, source: string): WebGLShader {
  const shader = gl.createShader(kind)!;
  gl.shaderSource(shader, source);
  gl.compileShader(shader);
  if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS) && !gl.isContextLost()) {
    throw new Error(`The class overlay's shader was refused: ${gl.getShaderInfoLog(shader)}`);
  }
  return shader;
}

function createTexture(gl: WebGL2RenderingContext): WebGLTexture {
  const texture = gl.createTexture()!;
  gl.bindTexture(gl.TEXTURE_2D, texture);
  for (const name of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, name, gl.NEAREST);
  for (const name of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, name, gl.CLAMP_TO_EDGE);
  return texture;
}

/** @throws Error where the graphics card refuses the shader */
export function createDrawing(gl: WebGL2RenderingContext): Drawing {
  const program = gl.createProgram()!;
  gl.attachShader(program, compile(gl, gl.VERTEX_SHADER, VERTEX_SHADER));
  gl.attachShader(program, compile(gl, gl.FRAGMENT_SHADER, FRAGMENT_SHADER));
  gl.linkProgram(program);
  const locations = new Map<string, WebGLUniformLocation | null>();
  const uniform = (name: string) => {
    if (!locations.has(name)) locations.set(name, gl.getUniformLocation(program, name));
    return locations.get(name) ?? null;
  };
  const probabilities = createTexture(gl);
  // A texture without pixels could not be bound beside the codes.
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8UI, 1, 1, 0, gl.RGBA_INTEGER, gl.UNSIGNED_BYTE, new Uint8Array(4));
  return {
    program,
    codes: createTexture(gl),
    probabilities,
    palette: createTexture(gl),
    vertices: gl.createVertexArray()!,
    uniform,
  };
}
