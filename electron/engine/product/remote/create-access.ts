import type { RemoteAccess, RemoteAccessOptions } from './access.ts';
import { createBlockFiles } from './block-files.ts';
import { createRequests } from './requests.ts';

/** Gives access to files on servers by http and https. Pieces that were fetched are kept, 128 MiB of them. */
export function createRemoteAccess(options: RemoteAccessOptions = {}): RemoteAccess {
  const requests = createRequests(options);
  const files = createBlockFiles(requests);
  return {
    open: files.open,
    fetched: requests.fetched,
    reading: requests.reading,
    async wholly(work) {
      const before = requests.trouble();
      const done = await work();
      const trouble = requests.trouble();
      if (trouble === null || trouble === before) return done;
      throw trouble;
    },
    stop: requests.stop,
    goOn: requests.goOn,
    renew() {
      files.clear();
      requests.renew();
    },
  };
}
