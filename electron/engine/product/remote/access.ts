import type { ByteSource } from '../../core/bytes.ts';

/** What was fetched so far. */
export interface Fetched {
  readonly bytes: number;
  readonly requests: number;
  /** Hosts that were asked, with the bytes that came from them. */
  readonly hosts: Readonly<Record<string, number>>;
}

/** How reading over the network stands. */
export interface Reading {
  /** Requests that are not answered yet, and the host that was asked last. */
  readonly underWay: number;
  readonly host: string | null;
  readonly isStopped: boolean;
  /** Why the last request failed; null where it did not. */
  readonly failure: string | null;
}

/** A file on a server, opened for random access. */
export interface RemoteFile extends ByteSource {
  /** Differs as soon as the server says that the file has changed. */
  readonly stamp: string;
}

/** The right to read over the network, which the user gives; what was fetched by it is counted. */
export interface RemoteAccess {
  /** @throws ProductError where the address is none or the server does not give the file */
  open(url: string): Promise<RemoteFile>;
  fetched(): Fetched;
  reading(): Reading;
  /** Does something that leaves out what cannot be read; throws where that was for the network, not for a file that is missing. */
  wholly<T>(work: () => Promise<T>): Promise<T>;
  /** Ends what is under way; nothing more is fetched until `goOn`. */
  stop(): void;
  goOn(): void;
  /** Forgets what was fetched, so that files are read as they are now, and goes on. */
  renew(): void;
}

export interface RemoteAccessOptions {
  /** Called whenever something is asked for, comes or fails. */
  readonly onChange?: (() => void) | undefined;
  /** Asked before every request; throws where it may not be made. */
  readonly mayFetch?: (() => Promise<void>) | undefined;
  /** How long a server may be silent. */
  readonly patienceMs?: number | undefined;
}
