import { ProductError } from '../../core/errors.ts';
import type { Fetched, Reading, RemoteAccessOptions } from './access.ts';
import { type FetchedRange, fetchRange, MissingFile } from './http-range.ts';
import { stoppedReading } from './refusal.ts';

/** The requests of one right to read over the network: made, counted, and stopped. */
export interface Requests {
  /** Bytes from `start` to `end` of a file. @throws ProductError, MissingFile */
  get(url: string, start: number, end: number): Promise<FetchedRange>;
  fetched(): Fetched;
  reading(): Reading;
  /** What went wrong on the way last; a file that is missing did not. */
  trouble(): Error | null;
  /** What is read of a product whose files change meanwhile would not go together: the error that says so. */
  noteChange(name: string): ProductError;
  stop(): void;
  goOn(): void;
  /** Goes on with files as they are now: that one had changed is forgotten. */
  renew(): void;
}

/** Makes the requests of one right to read, see {@link RemoteAccessOptions}. */
export function createRequests({ onChange, mayFetch, patienceMs }: RemoteAccessOptions): Requests {
  const counted = { bytes: 0, requests: 0, hosts: {} as Record<string, number> };
  const now = { underWay: 0, host: null as string | null, failure: null as string | null };
  let trouble: Error | null = null;
  let hasChanged = false;
  let stopper = new AbortController();

  function onRequest(host: string): void {
    now.host = host;
    counted.requests++;
    counted.hosts[host] ??= 0;
    onChange?.();
  }

  function onBytes(host: string, count: number): void {
    counted.bytes += count;
    counted.hosts[host]! += count;
    onChange?.();
  }

  async function ask(url: string, start: number, end: number): Promise<FetchedRange> {
    const { signal } = stopper;
    if (signal.aborted) throw stoppedReading();
    await mayFetch?.();
    now.underWay++;
    try {
      const found = await fetchRange(url, start, end, { patienceMs, signal, onRequest, onBytes });
      if (!hasChanged) now.failure = null;
      return found;
    } catch (error) {
      if (signal.aborted) throw stoppedReading();
      if (!(error instanceof MissingFile)) now.failure = error instanceof Error ? error.message : String(error);
      throw error;
    } finally {
      now.underWay--;
      onChange?.();
    }
  }

  async function get(url: string, start: number, end: number): Promise<FetchedRange> {
    try {
      return await ask(url, start, end);
    } catch (error) {
      if (!(error instanceof MissingFile)) trouble = error as Error;
      throw error;
    }
  }

  function noteChange(name: string): ProductError {
    const change = new ProductError(`${name} changed on its server while it was being read.`, {
      remedy: 'Open the product again.',
    });
    trouble = change;
    now.failure = change.message;
    hasChanged = true;
    onChange?.();
    return change;
  }

  function goOn(): void {
    if (stopper.signal.aborted) stopper = new AbortController();
    if (!hasChanged) now.failure = null;
    onChange?.();
  }

  return {
    get,
    fetched: () => ({ ...counted, hosts: { ...counted.hosts } }),
    reading: () => ({ ...now, isStopped: stopper.signal.aborted }),
    trouble: () => trouble,
    noteChange,
    stop() {
      stopper.abort();
      onChange?.();
    },
    goOn,
    renew() {
      hasChanged = false;
      goOn();
    },
  };
}
