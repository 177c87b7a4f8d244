import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { SceneHelper } from '../contract/common.ts';
import { exportName } from '../export/names.ts';
import type { Correction } from '../mask/types.ts';
import { type OutputContext, recordedParameters, subjectOf } from './outputs.ts';
import { existingOutputs } from './recipe.ts';

/** What stands under the names that an export would give. */
export interface ExistingMask {
  /** Of the main files that would be written. */
  readonly files: 'none' | 'some' | 'all';
  /** Whether it was made of the same by the same; `unknown` where nothing beside the files says. */
  readonly made: 'alike' | 'otherwise' | 'unknown';
  /** The first file that is there. */
  readonly name: string;
  /** What it holds, in words that follow "holds". */
  readonly held: string;
}

/** What of a provenance file tells one mask from another. */
const provenanceSchema = z.object({
  product: z.object({ id: z.string(), radiometry: z.unknown() }),
  pack: z.object({ id: z.string(), version: z.string(), sha256: z.string() }),
  parameters: z.unknown(),
  persistence: z.object({ sha256: z.string(), weight: z.number() }).optional(),
  corrections: z.array(z.unknown()),
  helper: z.unknown().optional(),
  grid: z.object({ originX: z.number(), originY: z.number(), width: z.number(), height: z.number() }),
});

/** What a person added to a mask. */
interface ByHand {
  readonly corrections: readonly Correction[];
  readonly helper?: SceneHelper | undefined;
}

/** Looks at what is there already, and by its provenance file at how it was made. */
export async function existingMask(context: OutputContext, byHand: ByHand): Promise<ExistingMask> {
  const outputs = await existingOutputs(context);
  const there = outputs.filter(({ exists }) => exists);
  const files = there.length === 0 ? 'none' : there.length === outputs.length ? 'all' : 'some';
  const name = basename(there[0]?.path ?? '');
  const provenance = await readProvenance(join(context.folder, exportName(subjectOf(context), 'mask', '.json')));
  if (!provenance) return { files, made: 'unknown', name, held: 'what nothing beside it tells' };
  return {
    files,
    made: isAlike(provenance, context, byHand) ? 'alike' : 'otherwise',
    name,
    held: held(provenance),
  };
}

type Found = z.infer<typeof provenanceSchema>;

async function readProvenance(path: string): Promise<Found | null> {
  try {
    return provenanceSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return null;
  }
}

function isAlike(found: Found, { product, plan }: OutputContext, { corrections, helper }: ByHand): boolean {
  const { quantification, offsets, radiometrySource } = product;
  const { originX, originY, width, height } = plan.windowGrid;
  const asked = {
    product: product.id,
    radiometry: { quantification, offsets, source: radiometrySource ?? null },
    sha256: plan.pack.modelSha256,
    parameters: recordedParameters(plan, product).parameters,
    ...(plan.persistence ? { persistence: { sha256: plan.persistence.sha256, weight: plan.persistence.weight } } : {}),
    corrections,
    ...(helper ? { helper } : {}),
    grid: { originX, originY, width, height },
  };
  const made = {
    product: found.product.id,
    radiometry: found.product.radiometry,
    sha256: found.pack.sha256,
    parameters: found.parameters,
    ...(found.persistence ? { persistence: found.persistence } : {}),
    corrections: found.corrections,
    ...(found.helper ? { helper: found.helper } : {}),
    grid: found.grid,
  };
  return isDeepStrictEqual(JSON.parse(JSON.stringify(asked)), made);
}

function held({ pack, product, corrections }: Found): string {
  const count = corrections.length;
  const byHand = count === 0 ? 'without corrections' : `with ${count} correction${count === 1 ? '' : 's'} by hand`;
  return `a mask of ${product.id} by ${pack.id} ${pack.version} ${byHand}`;
}
