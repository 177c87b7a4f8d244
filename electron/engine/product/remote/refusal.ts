import { ProductError } from '../../core/errors.ts';

export const IS_ADDRESS = /^https?:\/\//i;

/** What a product on the network is answered with, unless the user has allowed it. */
export function remoteRefusal(what: string): ProductError {
  return new ProductError(`${what} is on the network, and nothing is fetched unless you ask for it.`, {
    remedy: 'Allow it on the command line with --remote, or download the product and open it from the disk.',
  });
}
