import { baseName, type FileTree } from './files.ts';
import type { ProductMetadata } from './product-metadata.ts';
import type { ProductWarning } from './types.ts';

/** What is unusual about a product's metadata. */
export function metadataWarnings(
  tree: FileTree,
  product: ProductMetadata,
  productFile: string | null,
  quantification: number,
): ProductWarning[] {
  const warnings: ProductWarning[] = [...tree.notes];
  const file = productFile ?? tree.name;
  const add = (message: string) => warnings.push({ code: 'metadata', message, file });
  if (product.noDataDn !== null && product.noDataDn !== 0) {
    add(`${baseName(file)} names DN ${product.noDataDn} as no-data; Sentinel-2 images hold 0 there, and 0 is used.`);
  }
  if (productFile !== null && product.baseline === null) add('The processing baseline is unknown.');
  if (product.platform === null) add('The platform is unknown.');
  if (quantification !== 10_000) {
    add(`The quantification is ${Number(quantification.toPrecision(6))}, where Sentinel-2 products have 10000.`);
  }
  const slight = slightOffset(product);
  if (slight !== undefined) {
    add(
      `${baseName(file)} lists an offset of ${slight}, less than one step of DN: it seems to be in reflectance, where DN are meant (ESA's is -1000). Say --offset ${slight} then.`,
    );
  }
  return warnings;
}

/** A listed offset that no DN can be meant by; undefined where there is none. */
function slightOffset({ offsets }: ProductMetadata): number | undefined {
  if (offsets.kind !== 'listed') return undefined;
  return Object.values(offsets.offsets).find((offset) => offset !== 0 && Math.abs(offset) < 1);
}
