import type { BatchNames } from '../contract/jobs.ts';
import type { Recipe } from '../contract/recipe.ts';
import { ExportError, NephoscopeError } from '../core/errors.ts';
import { outputPaths } from '../produce/outputs.ts';
import { planRecipe } from '../produce/plan.ts';
import { openProduct } from '../product/open.ts';
import type { SessionContext } from './context.ts';

const SHOWN_PRODUCTS = 2;

/**
 * Names of the files that a recipe gives products, and which of them several products would share. A name with the whole
 * product in it is each product's own: only the first few are looked at then. Products that cannot be opened are passed
 * over; their jobs will say why.
 */
export async function batchNames(
  context: SessionContext,
  paths: readonly string[],
  recipe: Recipe,
): Promise<BatchNames> {
  const isTheirOwn = recipe.nameTemplate === undefined || recipe.nameTemplate.includes('{product}');
  const owners = new Map<string, string[]>();
  for (const path of isTheirOwn ? paths.slice(0, SHOWN_PRODUCTS) : paths) {
    for (const [name, product] of await namesOf(context, path, recipe))
      owners.set(name, [...new Set([...(owners.get(name) ?? []), product])]);
  }
  const clashes = [...owners].filter(([, products]) => products.length > 1);
  return { names: [...owners.keys()], clashes: clashes.map(([name, products]) => ({ name, products })) };
}

async function namesOf(
  { bench, products, state, confinement }: SessionContext,
  path: string,
  recipe: Recipe,
): Promise<readonly (readonly [name: string, product: string])[]> {
  try {
    const product = await openProduct(await confinement.inside(path), products.options({}));
    try {
      const { device } = await state.settings();
      const plan = await planRecipe(bench, product, { ...recipe, parameters: null }, { kind: 'scene' }, device);
      return outputPaths({ product, recipe, plan, folder: '' }).map((name) => [name, product.id] as const);
    } finally {
      await product.close();
    }
  } catch (error) {
    if (error instanceof NephoscopeError) return [];
    throw error;
  }
}

/** @throws ExportError where products of a queue would be written under one name */
export function refuseClashes({ clashes }: BatchNames): void {
  const [first] = clashes;
  if (!first) return;
  const [one, other, ...more] = first.products;
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  throw new ExportError(`${first.name} would be the name of several products' files: of ${one}, ${other}${others}.`, {
    remedy: 'Put {date} and {tile}, or {product}, into the names.',
  });
}
