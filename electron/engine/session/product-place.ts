import { isAddress } from '../product/remote/address.ts';
import type { Confinement } from './confinement.ts';

interface Confined {
  readonly confinement: Confinement;
}

/**
 * Where a product that is remembered may be opened: its path as far as it may be reached, or its address, which reaches
 * nothing on the disk.
 * @throws NotFoundError where a path leads out of what is served by now
 */
export function productPlace({ confinement }: Confined, place: string): Promise<string> {
  return isAddress(place) ? Promise.resolve(place) : confinement.inside(place);
}

/** Whether a product that is remembered may be opened where it was. */
export function isReachable({ confinement }: Confined, place: string): Promise<boolean> {
  return isAddress(place) ? Promise.resolve(true) : confinement.isReachable(place);
}
