import { z } from 'zod';
import {
  correctionsSchema,
  gridSchema,
  maskParametersSchema,
  packIdSchema,
  type SceneHelper,
  sceneHelperSchema,
} from '../contract/common.ts';
import type { GridMetres } from '../core/bands.ts';
import type { Product } from '../product/types.ts';
import type { SessionContext } from './context.ts';
import { StateError } from './json-file.ts';

/** What of a scene's settings decides its mask; the rest is the window's. */
const keptSceneSchema = z.object({
  choice: z.object({ pack: packIdSchema, grid: gridSchema }).nullable().default(null),
  parameters: maskParametersSchema,
  corrections: correctionsSchema.default([]),
  /** The scene helper's strokes, and its answer for one network and grid; without weights there is none. */
  helper: z
    .object({
      strokes: correctionsSchema,
      weights: z.array(z.number()).max(4096),
      shift: z.array(z.number()),
      pixels: z.number(),
      pack: z.string(),
      grid: z.number(),
    })
    .optional(),
});
export type KeptScene = z.infer<typeof keptSceneSchema>;

/** The scene helper of a kept scene, where it was fitted for a network and grid. */
export function keptHelper({ helper }: KeptScene, pack: string | null, grid: GridMetres): SceneHelper | undefined {
  if (!helper || helper.weights.length === 0 || helper.pack !== pack || helper.grid !== grid) return undefined;
  const { weights, shift, strokes, pixels } = helper;
  return sceneHelperSchema.parse({ weights, shift, strokes: strokes.length, pixels });
}

/**
 * Network, sliders and corrections of a product as they are kept; null where nothing is.
 * @throws StateError where they are not understood: a mask without them would be another one
 */
export async function keptScene({ projects }: SessionContext, product: Product): Promise<KeptScene | null> {
  const { value } = await projects.scene(product.key);
  if (value === null) return null;
  const read = keptSceneSchema.safeParse(value);
  if (read.success) return read.data;
  throw new StateError(`What is kept of ${product.id} is not understood at ${read.error.issues[0]?.path.join('.')}.`, {
    remedy: 'Open the product, look at its sliders and corrections, and change one of them; or use one recipe for all.',
  });
}
