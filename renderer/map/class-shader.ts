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
 * Colours class codes by a palette. A pixel whose code is marked as a border (`borders.ts`) is drawn at full strength; the
 * rest is filled, left empty or hatched. Output is premultiplied.
 */
export const FRAGMENT_SHADER = `#version 300 es
precision highp float;
precision highp int;
uniform highp usampler2D u_codes;
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

void main() {
  if (gl_FragCoord.x < u_clip.x || gl_FragCoord.x >= u_clip.y) discard;
  uint marked = texelFetch(u_codes, min(ivec2(v_place * vec2(u_size)), u_size - 1), 0).r;
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
