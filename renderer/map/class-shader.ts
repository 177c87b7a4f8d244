import { BORDER_BIT } from './borders.ts';
import { HATCH_PERIOD, HATCH_SETS } from './class-looks.ts';
import { FRAGMENT_HEAD } from './webgl.ts';

/** What class codes are made of on the graphics card: see the contract's `viewSchema`. */
export const FOLLOW_KINDS = ['probabilities', 'reaches', 'area-changes'] as const;
export type FollowKind = (typeof FOLLOW_KINDS)[number];

/** How four bytes `p` of a pixel become a class code `found`; limits are half a byte off, so that it does not matter how a byte became a number. */
const RULES: Readonly<Record<FollowKind, string>> = {
  /**
   * By the engine's own rule (`mask/threshold.ts`): of the classes that reach their limits the most probable, of equals
   * cloud, then semi-transparent, then shadow; of none, clear.
   */
  probabilities: `
  vec3 reached = p.rgb - 2.0 * vec3(lessThan(p.rgb, (vec3(u_limits) - 0.5) / 255.0));
  float best = max(reached.r, max(reached.g, reached.b));
  float found = best < 0.0 ? 1.0 : reached.b == best ? 4.0 : reached.g == best ? 3.0 : 2.0;`,
  /** Of the classes whose buffers reach the pixel the first in precedence (`mask/cover.ts`). */
  reaches: `
  bvec3 covers = lessThan(p.rgb, (vec3(u_limits) + 0.5) / 255.0);
  float found = covers.b ? 4.0 : covers.g ? 3.0 : covers.r ? 2.0 : 1.0;`,
  /** The class after the changes that the limit has passed (`mask/area-changes.ts`). */
  'area-changes': `
  ivec3 passed = ivec3(lessThan(p.rgb, (vec3(u_limits) + 0.5) / 255.0));
  int classes = int(p.a * 255.0 + 0.5);
  float found = float(((classes >> (2 * (passed.r + passed.g + passed.b))) & 3) + 1);`,
};

/** Class codes into a texture of the size of their pixels. */
export const classifyShader = (kind: FollowKind): string => `${FRAGMENT_HEAD}
uniform sampler2D u_pixels;
/** Of shadow, semi-transparent and cloud, in bytes. */
uniform uvec3 u_limits;
out float code;
void main() {
  vec4 p = texture(u_pixels, vec2(v_place.x, 1.0 - v_place.y));${RULES[kind]}
  if (p == vec4(0.0)) found = 5.0;
  if (p == vec4(1.0)) found = 0.0;
  code = found / 255.0;
}`;

/** What a drawing shader is to do beside looking colours up; less is faster, which counts where WebGL is software. */
export interface ShaderParts {
  /** How far borders reach that are found here, by the rule of `borders.ts`; 0 where they are marked in the codes. */
  readonly borders: number;
  /** Whether anything in view is hatched. */
  readonly hatched: boolean;
}

/** Beyond the edge stands the edge itself. In software a constant offset takes less than a computed place. */
const findBorder = (step: number): string => `
  others = vec4(${[`${step}, 0`, `${-step}, 0`, `0, ${step}`, `0, ${-step}`].map((at) => `textureOffset(u_codes, v_place, ivec2(${at})).r`).join()});
  if (any(notEqual((others - code) * others, vec4(0.0)))) marked = ${BORDER_BIT}.0;`;

/**
 * Colours of class codes, looked up in a table (`class-looks.ts`) by the code, whether it lies on a border, and which hatchings
 * meet the pixel of the screen. Output is premultiplied.
 */
export const drawShader = ({ borders, hatched }: ShaderParts): string => `${FRAGMENT_HEAD}
uniform sampler2D u_codes;
uniform sampler2D u_looks;
uniform sampler2D u_hatchings;
uniform float u_ratio;
out vec4 colour;
void main() {
  float code = texture(u_codes, v_place).r;
  float marked = 0.0;
  vec4 others;${Array.from({ length: borders }, (_, index) => findBorder(index + 1)).join('')}
  float hatchings = ${hatched ? `texture(u_hatchings, gl_FragCoord.xy / u_ratio / ${HATCH_PERIOD}.0).r * 255.0` : '0.0'};
  colour = texture(u_looks, vec2((code * 255.0 + marked + 0.5) / 256.0, (hatchings + 0.5) / ${HATCH_SETS}.0));
}`;
