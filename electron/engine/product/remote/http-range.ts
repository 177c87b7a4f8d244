import { ProductError } from '../../core/errors.ts';

const MOST_REDIRECTS = 5;
/** A server may be slow, but not silent for so long. */
const PATIENCE_MS = 30_000;
/** Waits before what failed is asked for again. */
const PAUSES_MS = [500, 1500, 4000];
const LONGEST_PAUSE_MS = 10_000;
/** A whole file that comes where a part was asked for is taken where it is no larger. */
export const MOST_UNASKED_BYTES = 2 ** 20;

/** Bytes of a file on a server, and what tells that it has not changed. */
export interface FetchedRange {
  readonly bytes: Uint8Array;
  /** Of the whole file. */
  readonly size: number;
  /** ETag or time of change; null where the server gives neither. */
  readonly tag: string | null;
  /** Hosts that were asked, the last of which answered. */
  readonly hosts: readonly string[];
}

/** What the server answered cannot be used; asking again would not help. */
class Refusal extends Error {}

/**
 * Fetches a part of a file. What fails on the way or at the server is asked for again, three times; a redirection is
 * followed, never from https to http, nor from the internet into a private network.
 *
 * @param end one beyond the last byte
 * @param patienceMs how long the server may be silent
 * @throws ProductError with what the server said and what can be done
 */
export async function fetchRange(
  url: string,
  start: number,
  end: number,
  patienceMs = PATIENCE_MS,
): Promise<FetchedRange> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await fetchOnce(url, start, end, patienceMs);
    } catch (cause) {
      const isFinal = cause instanceof Refusal || attempt === PAUSES_MS.length;
      if (isFinal) throw failure(url, cause);
      const asked = cause instanceof Busy ? cause.pauseMs : 0;
      await new Promise((done) => setTimeout(done, Math.min(LONGEST_PAUSE_MS, Math.max(asked, PAUSES_MS[attempt]!))));
    }
  }
}

/** The server wants to be asked later. */
class Busy extends Error {
  readonly pauseMs: number;
  constructor(status: number, retryAfter: string | null) {
    super(`it answered ${status}`);
    this.pauseMs = 1000 * (Number(retryAfter ?? 0) || 0);
  }
}

function failure(url: string, cause: unknown): ProductError {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : '';
  const reason = cause instanceof Error ? [cause.message, inner].filter(Boolean).join(': ') : String(cause);
  return new ProductError(`${withoutQuery(url)} cannot be read over the network: ${reason}.`, {
    remedy: 'Check the address and the connection, or download the product and open it from the disk.',
    cause,
  });
}

/** An address as it may be shown: what follows the question mark may hold a key. */
export function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/, '');
}

async function fetchOnce(from: string, start: number, end: number, patienceMs: number): Promise<FetchedRange> {
  const hosts: string[] = [];
  const silence = new AbortController();
  const giveUp = () => silence.abort(new Error(`it sent nothing for ${patienceMs / 1000} s`));
  const timer = setTimeout(giveUp, patienceMs);
  try {
    let url = new URL(from);
    for (let hop = 0; ; hop++) {
      hosts.push(url.host);
      const response = await fetch(url, {
        redirect: 'manual',
        headers: { range: `bytes=${start}-${end - 1}`, 'accept-encoding': 'identity' },
        signal: silence.signal,
      });
      timer.refresh();
      const location = response.headers.get('location');
      if (response.status < 300 || response.status > 399 || location === null) {
        return { ...(await readAnswer(response, start, end, () => timer.refresh())), hosts };
      }
      await response.body?.cancel();
      if (hop === MOST_REDIRECTS) throw new Refusal(`it leads on more than ${MOST_REDIRECTS} times`);
      const next = new URL(location, url);
      refuseRedirection(url, next);
      url = next;
    }
  } finally {
    clearTimeout(timer);
  }
}

function refuseRedirection(from: URL, to: URL): void {
  if (to.protocol !== 'https:' && to.protocol !== from.protocol) {
    throw new Refusal(`it leads to ${to.protocol}//${to.host}, which is not followed`);
  }
  if (isPrivate(to.hostname) && !isPrivate(from.hostname)) {
    throw new Refusal(`it leads into a private network (${to.host}), which is not followed`);
  }
}

function isPrivate(host: string): boolean {
  return (
    /^(localhost|.*\.(local|internal|localhost)|127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|0\.)/i.test(
      host,
    ) || /^\[(::1|f[cd]|fe80|::ffff:)/i.test(host)
  );
}

async function readAnswer(
  response: Response,
  start: number,
  end: number,
  onPiece: () => void,
): Promise<Omit<FetchedRange, 'hosts'>> {
  const { status, headers } = response;
  const tag = headers.get('etag') ?? headers.get('last-modified');
  const refuse = async (error: Error) => {
    await response.body?.cancel().catch(() => undefined);
    throw error;
  };
  if (status === 429 || status >= 500) return refuse(new Busy(status, headers.get('retry-after')));
  if (status === 401 || status === 403) return refuse(new Refusal(`it answered ${status}: it wants to know who asks`));
  if (status === 416) return refuse(new Refusal(`it has no bytes ${start} to ${end}: the file is shorter than it was`));
  if (status === 200) {
    const length = Number(headers.get('content-length') ?? Number.NaN);
    if (!(length <= MOST_UNASKED_BYTES)) {
      return refuse(new Refusal('it gives whole files only (200 where 206 was asked for)'));
    }
    const whole = await readBody(response, length, onPiece);
    return { bytes: whole.slice(start, end), size: length, tag };
  }
  if (status !== 206) return refuse(new Refusal(`it answered ${status}`));
  const range = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(headers.get('content-range') ?? '');
  const [first, last, size] = (range?.slice(1).map(Number) ?? []) as [number?, number?, number?];
  if (size === undefined || first !== start || last !== Math.min(end, size) - 1) {
    return refuse(new Refusal(`it answered another part than was asked for (${headers.get('content-range')})`));
  }
  return { bytes: await readBody(response, last - first + 1, onPiece), size, tag };
}

/** Reads what was promised and no more. A body that breaks off may be asked for again. */
async function readBody(response: Response, length: number, onPiece: () => void): Promise<Uint8Array> {
  const out = new Uint8Array(length);
  let done = 0;
  for await (const piece of response.body ?? []) {
    onPiece();
    if (done + piece.length > length) throw new Refusal(`it sends more than the ${length} bytes that it promised`);
    out.set(piece, done);
    done += piece.length;
  }
  if (done < length) throw new Error(`it broke off after ${done} of ${length} bytes`);
  return out;
}
