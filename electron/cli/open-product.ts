import { basename, isAbsolute } from 'node:path';
import { NephoscopeError } from '../engine/core/errors.ts';
import { openProduct } from '../engine/product/open.ts';
import type { Product } from '../engine/product/types.ts';

/**
 * Opens a product that was named on the command line. What is wrong with a file inside it is told with the product's
 * path before the file's: several may have been named.
 * @throws what `openProduct` throws
 */
export async function openNamedProduct(path: string, options?: Parameters<typeof openProduct>[1]): Promise<Product> {
  try {
    return await openProduct(path, options);
  } catch (error) {
    if (!(error instanceof NephoscopeError) || !error.file || isAbsolute(error.file) || URL.canParse(error.file))
      throw error;
    const product = path.replace(/[\\/]+$/, '');
    if (error.file === basename(product)) throw named(error, product);
    if (error.file === path || `${error.file}/`.startsWith(`${product}/`)) throw error;
    throw named(error, `${product}/${error.file}`);
  }
}

function named(error: NephoscopeError, file: string): NephoscopeError {
  const { message, remedy } = error;
  return new NephoscopeError(message, { file, ...(remedy === undefined ? {} : { remedy }), cause: error });
}
