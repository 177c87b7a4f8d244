/** A rectangle given in clip space, without vertex data. */
export const VERTEX_SHADER = `#version 300 es
uniform vec4 u_rectangle;
out vec2 v_place;
void main() {
  vec2 corner = vec2(float(gl_VertexID & 1), float(gl_VertexID >> 1));
  v_place = vec2(corner.x, 1.0 - corner.y);
  gl_Position = vec4(mix(u_rectangle.xy, u_rectangle.zw, corner), 0.0, 1.0);
}`;

/**
 * Colours class codes by a palette. Codes come from a texture, or, while a threshold moves, from probabilities by the
 * engine's own rule (`mask/threshold.ts`): of the classes that reach their limits the most probable, of equals cloud, then
 * semi-transparent, then shadow; of none, clear. A pixel on a border (marked by `borders.ts`, or found here by the same
 * rule) is drawn at full strength; the rest is filled, left empty or hatched. Output is premultiplied.
 */
export const FRAGMENT_SHADER = `#version 300 es
precision highp float;
precision highp int;
uniform highp usampler2D u_codes;
uniform highp usampler2D u_probabilities;
/** Limits of shadow, semi-transparent and cloud; above 255 where codes are drawn. */
uniform uvec3 u_limits;
uniform int u_reach;
uniform sampler2D u_palette;
uniform ivec2 u_size;
uniform float u_opacity;
uniform int u_style;
uniform float u_ratio;
uniform vec2 u_clip;
in vec2 v_place;
out vec4 colour;

bool hatched(int pattern) {
  vec2 at = floor(gl_FragCoord.xy / u_ratio);
  float rising = mod(at.x - at.y, 7.0);
  float falling = mod(at.x + at.y, 7.0);
  if (pattern == 1) return rising < 2.0;
  if (pattern == 2) return falling < 2.0;
  if (pattern == 3) return mod(at.y, 5.0) < 2.0;
  if (pattern == 4) return rising < 1.0 || falling < 1.0;
  return falling < 1.0;
}

uint classified(ivec2 at) {
  uvec4 p = texelFetch(u_probabilities, at, 0);
  if (p == uvec4(255u)) return 0u;
  if (p == uvec4(0u)) return 5u;
  uint code = 1u;
  int best = -1;
  if (p.b >= u_limits.b) { code = 4u; best = int(p.b); }
  if (p.g >= u_limits.g && int(p.g) > best) { code = 3u; best = int(p.g); }
  if (p.r >= u_limits.r && int(p.r) > best) code = 2u;
  return code;
}

bool differs(uint code, ivec2 at) {
  if (any(lessThan(at, ivec2(0))) || any(greaterThanEqual(at, u_size))) return false;
  uint other = classified(at);
  return other != 0u && other != code;
}

uint markedByLimits(ivec2 at) {
  uint code = classified(at);
  if (code == 0u) return 0u;
  for (int step = 1; step <= u_reach; step++) {
    if (differs(code, at + ivec2(step, 0)) || differs(code, at - ivec2(step, 0)) ||
        differs(code, at + ivec2(0, step)) || differs(code, at - ivec2(0, step))) return code | 128u;
  }
  return code;
}

void main() {
  if (gl_FragCoord.x < u_clip.x || gl_FragCoord.x >= u_clip.y) discard;
  ivec2 at = min(ivec2(v_place * vec2(u_size)), u_size - 1);
  uint marked = u_limits.r > 255u ? texelFetch(u_codes, at, 0).r : markedByLimits(at);
  uint code = marked & 127u;
  if (code == 0u) discard;
  vec4 look = texelFetch(u_palette, ivec2(int(code), 0), 0);
  if (look.a == 0.0) discard;
  int pattern = int(texelFetch(u_palette, ivec2(int(code), 1), 0).r * 255.0 + 0.5);

  float strength = 0.0;
  if (pattern == 5) {
    strength = hatched(pattern) ? 0.8 : 0.0;
  } else {
    if ((marked & 128u) != 0u) strength = u_opacity > 0.0 ? 1.0 : 0.0;
    else if (u_style == 0) strength = u_opacity;
    else if (u_style == 2) strength = hatched(pattern) ? max(u_opacity, 0.7) : 0.0;
  }
  float alpha = strength * look.a;
  if (alpha == 0.0) discard;
  colour = vec4(look.rgb * alpha, alpha);
}`;
