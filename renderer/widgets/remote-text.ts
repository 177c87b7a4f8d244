import { bytesText, grouped } from './format.ts';

interface Counted {
  readonly bytes: number;
  readonly requests: number;
}

/** `4.2 MB in 61 requests` */
export function fetchedText({ bytes, requests }: Counted): string {
  return `${bytesText(bytes)} in ${grouped(requests)} ${requests === 1 ? 'request' : 'requests'}`;
}
