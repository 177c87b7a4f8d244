import { HATCH_PERIOD, hatchings } from './class-looks.ts';
import { CLASSIFY_SHADER, drawShader, type ShaderParts } from './class-shader.ts';
import { createTexture, deleteProgram, link, type Program, setPixels } from './webgl.ts';

/** What the graphics card holds of a layer of classes. */
export interface Drawing {
  readonly classifier: Program;
  /** Compiled when it is first asked for. */
  readonly painter: (parts: ShaderParts) => Program;
  /** Codes of the engine, with their borders; codes of probabilities; the frame that those are drawn into. */
  readonly codes: WebGLTexture;
  readonly followed: WebGLTexture;
  readonly frame: WebGLFramebuffer;
  readonly probabilities: WebGLTexture;
  readonly looks: WebGLTexture;
  readonly hatchings: WebGLTexture;
  readonly remove: () => void;
}

/** @throws Error where the graphics card refuses a shader */
export function createDrawing(gl: WebGL2RenderingContext): Drawing {
  const painters = new Map<string, Program>();
  const classifier = link(gl, CLASSIFY_SHADER);
  const painter = (parts: ShaderParts): Program => {
    const key = JSON.stringify(parts);
    const made = painters.get(key) ?? link(gl, drawShader(parts));
    painters.set(key, made);
    return made;
  };
  const [codes, followed, probabilities, looks] = [0, 1, 2, 3].map(() => createTexture(gl, gl.CLAMP_TO_EDGE)) as [
    WebGLTexture,
    WebGLTexture,
    WebGLTexture,
    WebGLTexture,
  ];
  const hatched = createTexture(gl, gl.REPEAT);
  setPixels(gl, hatched, { width: HATCH_PERIOD, height: HATCH_PERIOD, channels: 1 }, hatchings());
  const frame = gl.createFramebuffer()!;
  return {
    ...{ classifier, painter, codes, followed, frame, probabilities, looks, hatchings: hatched },
    remove() {
      for (const program of [classifier, ...painters.values()]) deleteProgram(gl, program);
      for (const texture of [codes, followed, probabilities, looks, hatched]) gl.deleteTexture(texture);
      gl.deleteFramebuffer(frame);
    },
  };
}
