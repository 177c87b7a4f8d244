import { setTimeout as startTimer } from 'node:timers';
import { setTimeout as wait } from 'node:timers/promises';
import { ProductError } from '../../core/errors.ts';
import { shownAddress } from './address.ts';

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
}

/** How a part of a file is fetched. */
export interface FetchOptions {
  /** How long the server may be silent; 30 s by default. */
  readonly patienceMs?: number | undefined;
  /** Ends the request, with its reason. */
  readonly signal?: AbortSignal;
  /** Told of every request, those that are made again and those of redirections included. */
  readonly onRequest?: (host: string) => void;
  /** Told of all bytes as they come, those that come to nothing included. */
  readonly onBytes?: (host: string, count: number) => void;
}

/** What the server answered cannot be used; asking again would not help. */
class Refusal extends Error {}

class Missing extends Refusal {}

/** The server says nothing; asked a second time it mostly goes on to. */
class Silence extends Error {}
const MOST_SILENCES = 2;

/** The server has no such file. */
export class MissingFile extends ProductError {}

/**
 * Fetches a part of a file. What fails on the way or at the server is asked for again, three times, a silent one once; a redirection is
 * followed, never from https to http, nor from the internet into a private network.
 *
 * @param end one beyond the last byte
 * @throws ProductError with what the server said and what can be done; the signal's reason where that ended it
 */
export async function fetchRange(
  url: string,
  start: number,
  end: number,
  options: FetchOptions = {},
): Promise<FetchedRange> {
  const { signal } = options;
  let silences = 0;
  for (let attempt = 0; ; attempt++) {
    try {
      return await fetchOnce(url, start, end, options);
    } catch (cause) {
      signal?.throwIfAborted();
      if (cause instanceof Silence) silences++;
      const isFinal = cause instanceof Refusal || silences === MOST_SILENCES || attempt === PAUSES_MS.length;
      if (isFinal) throw failure(url, cause);
      const asked = cause instanceof Busy ? cause.pauseMs : 0;
      await pause(Math.min(LONGEST_PAUSE_MS, Math.max(asked, PAUSES_MS[attempt]!)), signal);
    }
  }
}

async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  await wait(milliseconds, undefined, signal ? { signal } : {}).catch(() => signal?.throwIfAborted());
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
  const Failure = cause instanceof Missing ? MissingFile : ProductError;
  return new Failure(`${shownAddress(url)} cannot be read over the network: ${reason}.`, {
    remedy: 'Check the address and the connection, or download the product and open it from the disk.',
    cause,
  });
}

async function fetchOnce(from: string, start: number, end: number, options: FetchOptions): Promise<FetchedRange> {
  const { patienceMs = PATIENCE_MS, signal, onRequest, onBytes } = options;
  const silence = new AbortController();
  const giveUp = () => silence.abort(new Silence(`it sent nothing for ${patienceMs / 1000} s`));
  const timer = startTimer(giveUp, patienceMs);
  try {
    let url = new URL(from);
    for (let hop = 0; ; hop++) {
      const { host } = url;
      onRequest?.(host);
      const response = await fetch(url, {
        redirect: 'manual',
        headers: { range: `bytes=${start}-${end - 1}`, 'accept-encoding': 'identity' },
        signal: signal ? AbortSignal.any([silence.signal, signal]) : silence.signal,
      });
      timer.refresh();
      const location = response.headers.get('location');
      if (response.status < 300 || response.status > 399 || location === null) {
        const onPiece = (count: number) => {
          timer.refresh();
          onBytes?.(host, count);
        };
        return await readAnswer(response, start, end, onPiece);
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
  if (to.username !== '' || to.password !== '') {
    throw new Refusal(`it leads to ${to.host} by a name or password, which is not followed`);
  }
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
  onPiece: (bytes: number) => void,
): Promise<FetchedRange> {
  const { status, headers } = response;
  const tag = headers.get('etag') ?? headers.get('last-modified');
  const refuse = async (error: Error) => {
    await response.body?.cancel().catch(() => undefined);
    throw error;
  };
  if (status === 429 || status >= 500) return refuse(new Busy(status, headers.get('retry-after')));
  if (status === 404 || status === 410) return refuse(new Missing(`it has no such file (${status})`));
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
async function readBody(response: Response, length: number, onPiece: (bytes: number) => void): Promise<Uint8Array> {
  const out = new Uint8Array(length);
  let done = 0;
  for await (const piece of response.body ?? []) {
    onPiece(piece.length);
    if (done + piece.length > length) throw new Refusal(`it sends more than the ${length} bytes that it promised`);
    out.set(piece, done);
    done += piece.length;
  }
  if (done < length) throw new Error(`it broke off after ${done} of ${length} bytes`);
  return out;
}
