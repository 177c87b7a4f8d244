import { HATCH_PERIOD, hatchings } from './class-looks.ts';
import { classifyShader, drawShader, FOLLOW_KINDS, type FollowKind, type ShaderParts } from './class-shader.ts';
import { createTexture, deleteProgram, link, type Program, setPixels } from './webgl.ts';

/** What the graphics card holds of a layer of classes. */
export interface Drawing {
  readonly classifiers: Readonly<Record<FollowKind, Program>>;
  /** Compiled when it is first asked for. */
  readonly painter: (parts: ShaderParts) => Program;
  /** Codes of the engine, with their borders; codes that are made here; the frame that those are drawn into. */
  readonly codes: WebGLTexture;
  readonly followed: WebGLTexture;
  readonly frame: WebGLFramebuffer;
  /** What codes are made of here. */
  readonly pixels: Readonly<Record<FollowKind, WebGLTexture>>;
  readonly looks: WebGLTexture;
  readonly hatchings: WebGLTexture;
  readonly remove: () => void;
}

/** @throws Error where the graphics card refuses a shader */
export function createDrawing(gl: WebGL2RenderingContext): Drawing {
  const painters = new Map<string, Program>();
  const ofEach = <T>(make: (kind: FollowKind) => T) =>
    Object.fromEntries(FOLLOW_KINDS.map((kind) => [kind, make(kind)])) as Record<FollowKind, T>;
  const classifiers = ofEach((kind) => link(gl, classifyShader(kind)));
  const painter = (parts: ShaderParts): Program => {
    const key = JSON.stringify(parts);
    const made = painters.get(key) ?? link(gl, drawShader(parts));
    painters.set(key, made);
    return made;
  };
  const clamped = () => createTexture(gl, gl.CLAMP_TO_EDGE);
  const [codes, followed, looks] = [clamped(), clamped(), clamped()];
  const pixels = ofEach(clamped);
  const hatched = createTexture(gl, gl.REPEAT);
  setPixels(gl, hatched, { width: HATCH_PERIOD, height: HATCH_PERIOD, channels: 1 }, hatchings());
  const frame = gl.createFramebuffer()!;
  return {
    ...{ classifiers, painter, codes, followed, frame, pixels, looks, hatchings: hatched },
    remove() {
      for (const program of [...Object.values(classifiers), ...painters.values()]) deleteProgram(gl, program);
      for (const texture of [codes, followed, looks, hatched, ...Object.values(pixels)]) gl.deleteTexture(texture);
      gl.deleteFramebuffer(frame);
    },
  };
}
