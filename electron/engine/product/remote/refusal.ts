import { ProductError } from '../../core/errors.ts';

/** Something is on the network, and nobody has allowed to fetch it. */
export class RemoteRefusal extends ProductError {}

/** What a product on the network is answered with, unless the user has allowed it. */
export function remoteRefusal(what: string): RemoteRefusal {
  return new RemoteRefusal(`${what} is on the network, and nothing is fetched unless you ask for it.`, {
    remedy:
      'Allow it: in the window by File, Settings, Read products over the network, and then File, Open from an address; on ' +
      'the command line with --remote. Or download the product and open it from the disk.',
  });
}

/** What is answered where the user has switched reading over the network off while a product is open: the same for each of its files. */
export function switchedOff(): RemoteRefusal {
  return new RemoteRefusal('Nothing is fetched: reading over the network is switched off.', {
    remedy: 'Switch it on again: File, Settings, Read products over the network.',
  });
}

/** What is answered once the user has stopped the reading of a product. */
export function stoppedReading(): RemoteRefusal {
  return new RemoteRefusal('Nothing is fetched: you stopped the reading over the network.', {
    remedy: 'Press "Go on" in the Product panel to read on.',
  });
}
