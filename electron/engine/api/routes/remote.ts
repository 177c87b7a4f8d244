import { Hono } from 'hono';
import { lookRemoteSchema, openRemoteSchema, remoteActionSchema } from '../../contract/remote.ts';
import { readAddress, shownAddress } from '../../product/remote/address.ts';
import { lookAtAddress, lookAtItem } from '../../product/remote/find.ts';
import { readStacItem } from '../../product/stac-catalog.ts';
import { NotFoundError } from '../../session/errors.ts';
import { pathOf } from '../../session/path-of.ts';
import { openRemoteForApi } from '../../view/open-product.ts';
import type { EngineContext } from '../context.ts';
import { jsonBody } from '../json-body.ts';

/** Products on the network: what an address leads to, opening it, what was fetched, stopping. */
export function remoteRoutes(context: EngineContext): Hono {
  const { remote, products, events } = context;
  return new Hono()
    .get('/', (c) => c.json(remote.activity()))
    .post('/look', jsonBody(lookRemoteSchema), async (c) => {
      const { address, handle } = c.req.valid('json');
      const { signal } = c.req.raw;
      if (address === undefined) {
        const path = await pathOf(context, handle!);
        return c.json(lookAtItem(await readStacItem(path)));
      }
      const url = readAddress(address);
      return c.json(await remote.during(shownAddress(url), signal, (access) => lookAtAddress(url, access)));
    })
    .post('/open', jsonBody(openRemoteSchema), async (c) => {
      const { address, handle, granule, reading } = c.req.valid('json');
      const place = address === undefined ? await pathOf(context, handle!) : readAddress(address);
      return c.json(await openRemoteForApi(context, place, { granule, reading }, c.req.raw.signal), 201);
    })
    .post('/stop', (c) => {
      remote.stop();
      return c.body(null, 204);
    })
    .post('/products/:id', jsonBody(remoteActionSchema), async (c) => {
      const { action } = c.req.valid('json');
      const entry = products.get(c.req.param('id'));
      if (!entry.remote) throw new NotFoundError('This product is not read over the network.');
      if (action === 'stop') entry.remote.stop();
      else if (action === 'go-on') entry.remote.goOn();
      else {
        await products.reload(entry.id);
        const reason = `${entry.product.id} was read again as its server has it now.`;
        events.emit({ type: 'product-changed', product: entry.id, reason });
      }
      return c.body(null, 204);
    });
}
