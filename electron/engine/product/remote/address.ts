import { ProductError } from '../../core/errors.ts';

const MOST_CHARACTERS = 4096;

/** Whether a place is on the network rather than on the disk. */
export function isAddress(place: string): boolean {
  return /^https?:\/\//i.test(place);
}

/**
 * An address as it may be shown and kept: without a name and password, and without what follows the question mark, which
 * may hold a key or a signature.
 */
export function shownAddress(address: string): string {
  return address.replace(/[?#].*$/s, '').replace(/^(https?:\/\/)[^/\\]*@/i, '$1');
}

/** Whether an address has a part that is never kept: what follows the question mark. */
export function hasQuery(address: string): boolean {
  return /\?[^#]/.test(address);
}

/**
 * An address as it is asked for, without its fragment.
 * @throws ProductError where it is none of http or https, or holds a name or password
 */
export function readAddress(text: string): string {
  const shown = shownAddress(text).slice(0, 200);
  if (!isAddress(text) || text.length > MOST_CHARACTERS || !URL.canParse(text)) {
    throw new ProductError(`"${shown}" is no address that can be read.`, {
      remedy: 'Give an address that begins with https:// or http://.',
    });
  }
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') {
    throw new ProductError(`The address of ${url.host} has a name or password in it, which is not sent or kept.`, {
      remedy: 'Give it without them. What a server gives to known users only is downloaded and opened from the disk.',
    });
  }
  url.hash = '';
  return url.href;
}
