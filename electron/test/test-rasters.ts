import { FLAGGED_CLASSES } from '../engine/core/classes.ts';
import type { MaskParameters, ProbabilityRaster } from '../engine/mask/types.ts';

/** Random numbers 0..1 from a seed (linear congruential, Numerical Recipes constants); tests only. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Probabilities of blobs of every class with soft edges and a little noise, and missing pixels in one corner. */
export function randomProbabilities(
  width: number,
  height: number,
  pixelMetres: number,
  random: () => number,
  { blobs = 12, noise = 30 }: { readonly blobs?: number; readonly noise?: number } = {},
): ProbabilityRaster {
  const count = width * height;
  const scores = [0, 1, 2, 3].map(() => new Float32Array(count));
  for (let blob = 0; blob < blobs; blob++) {
    const plane = scores[1 + Math.floor(random() * 3)] as Float32Array;
    const radius = 1 + random() * 0.15 * Math.max(width, height);
    const x = random() * width;
    const y = random() * height;
    for (let row = Math.max(0, Math.floor(y - radius)); row < Math.min(height, y + radius); row++) {
      for (let column = Math.max(0, Math.floor(x - radius)); column < Math.min(width, x + radius); column++) {
        const score = 2.5 * (1 - Math.hypot(column - x, row - y) / radius);
        const i = row * width + column;
        if (score > plane[i]!) plane[i] = score;
      }
    }
  }
  const planes = new Uint8Array(4 * count);
  const corner = random() * 0.5 * (width + height);
  for (let i = 0; i < count; i++) {
    if ((i % width) + Math.floor(i / width) < corner && random() < 0.995) continue;
    const weights = scores.map((plane, p) => (p === 0 ? 0.5 : plane[i]!) * 255 + random() * noise);
    const sum = weights.reduce((a, b) => a + b, 0);
    for (let p = 0; p < 4; p++) planes[p * count + i] = Math.round((255 * weights[p]!) / sum);
  }
  return { width, height, pixelMetres, planes };
}

/** Parameters over the whole range, with zeros and whole steps now and then. */
export function randomParameters(random: () => number, pixelMetres: number): MaskParameters {
  const draw = (value: () => number) => Object.fromEntries(FLAGGED_CLASSES.map((id) => [id, value()]));
  return {
    thresholds: draw(() => (random() < 0.1 ? Math.round(random()) : random())) as MaskParameters['thresholds'],
    bufferMetres: draw(() =>
      random() < 0.3 ? pixelMetres * Math.floor(random() * 5) : Math.min(500, random() * 8 * pixelMetres),
    ) as MaskParameters['bufferMetres'],
    minAreaSquareMetres: random() < 0.3 ? 0 : Math.round(random() * 40 * pixelMetres ** 2),
  };
}
