import { z } from 'zod';
import type { Fetched } from '../product/remote/access.ts';
import { handleSchema } from './common.ts';
import { readingSchema } from './reading.ts';

/** A product that was read over the network, as it is remembered: its place is an address, or an item whose files are at some. */
export const remotePlaceSchema = z.object({
  /** The address had a part that is not kept, because it may be a key: it takes the user to load the product again. */
  hasQuery: z.boolean(),
});
export type RemotePlace = z.infer<typeof remotePlaceSchema>;

const sourceSchema = {
  address: z.string().trim().min(1).max(4096).optional(),
  /** An item on this machine whose files are at addresses. */
  handle: handleSchema.optional(),
};
const isOneSource = ({ address, handle }: { address?: string | undefined; handle?: string | undefined }) =>
  (address === undefined) !== (handle === undefined);

/**
 * POST /api/remote/look {address} or {handle} -> RemoteLook: what an address leads to. Fetches its description, nothing more. Like
 * all that fetches it is refused with 400, name `RemoteRefusal`, while the setting `readRemote` is off.
 */
export const lookRemoteSchema = z.object(sourceSchema).refine(isOneSource, 'an address or a handle');
export type { RemoteLook } from '../product/remote/find.ts';

/** POST /api/remote/open {address} or {handle}, granule?, reading? -> ProductDetail. Ends when the request is given up. */
export const openRemoteSchema = z
  .object({ ...sourceSchema, granule: z.string().max(200).optional(), reading: readingSchema.optional() })
  .refine(isOneSource, 'an address or a handle');
export type OpenRemote = z.input<typeof openRemoteSchema>;

/**
 * POST /api/remote/products/:id {action} -> 204. `stop` ends what is under way and fetches no more until `go-on`; `reload`
 * opens the product again under the same id, as its server has it now. POST /api/remote/stop stops everything.
 */
export const remoteActionSchema = z.object({ action: z.enum(['stop', 'go-on', 'reload']) });
export type RemoteAction = z.infer<typeof remoteActionSchema>['action'];

/** GET /api/remote, and the event `remote`: what was fetched since the engine was started, and what is being fetched. */
export interface RemoteActivity {
  readonly bytes: number;
  readonly requests: number;
  /** Requests that are not answered yet, and the host that was asked last. */
  readonly underWay: number;
  readonly host: string | null;
  /** By the ids of open products. */
  readonly products: Readonly<
    Record<string, Fetched & { readonly isStopped: boolean; readonly failure: string | null }>
  >;
}
