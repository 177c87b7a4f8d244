import type { ServerOptions } from 'node:http';

/** A request that does not arrive whole in this time is given up, so that half-open connections do not pile up. */
export const SERVER_OPTIONS: ServerOptions = {
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 5_000,
};
