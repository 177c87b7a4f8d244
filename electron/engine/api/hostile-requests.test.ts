import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServedEngine, startServedEngine } from '../../test/served-engine.ts';
import type { ProductDetail } from '../contract/products.ts';
import { createApi } from './app.ts';

/** Every route of the API, from its own list: one that is added is tested without a word here. */
const ROUTES = [...new Set(createApi({} as never).routes.map(({ method, path }) => `${method} ${path}`))].filter(
  (route) => !route.startsWith('ALL '),
);

const DEEP = `${'['.repeat(5000)}${']'.repeat(5000)}`;
const BODIES = [
  '',
  'null',
  '[]',
  '"x"',
  '{',
  '{"__proto__":{"kind":"mask"}}',
  `{"layout":${DEEP}}`,
  DEEP,
  '\u0000',
  '{}',
];
const NAMES = [
  '..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd',
  '%2e%2e',
  '%00',
  '%1b%5b31m',
  '%E0%A4%A',
  '__proto__',
  'constructor',
  'x'.repeat(4000),
  '-1',
  '1e309',
];

let served: ServedEngine;
let product: ProductDetail;
beforeAll(async () => {
  served = await startServedEngine();
  product = await served.openServed();
});
afterAll(() => served.close());

describe('hostile requests', () => {
  it('finds the routes', () => {
    expect(ROUTES.length).toBeGreaterThan(30);
  });

  it.each(ROUTES)('%s answers all of them soberly', async (route) => {
    const [method, path] = route.split(' ') as [string, string];
    if (path === '/api/products/:id' && method === 'DELETE') return;
    const places = [...path.matchAll(/:\w+/g)].map(([place]) => place);
    const paths = places.flatMap((place) =>
      NAMES.map((name) => path.replace(place, name).replace(':id', product.id).replaceAll(/:\w+/g, '1')),
    );
    const known = path.replace(':id', product.id).replaceAll(/:\w+/g, '1');
    for (const each of places.length > 0 ? paths : [path])
      await served.expectSober(await served.send(method, each, '{}'), `${method} ${each.slice(0, 120)}`);
    for (const body of method === 'GET' ? [''] : BODIES)
      await served.expectSober(await served.send(method, known, body), `${method} ${known} ${body.slice(0, 40)}`);
    const queries = [
      'bands=B99',
      'min=NaN',
      'gamma=-1',
      'lon=x&lat=1e999',
      'lon=0&lat=90',
      `bands=${'B04,'.repeat(500)}`,
    ];
    if (method === 'GET')
      for (const query of queries) await served.expectSober(await served.send(method, `${known}?${query}`), query);
    if (path === '/api/project/new') product = await served.openServed();
  });

  it('refuses bodies that are too large, with status 413', async () => {
    const response = await served.send('POST', '/api/products', `{"handle":"${'x'.repeat(65 * 2 ** 20)}"}`);
    expect(response.status).toBe(413);
    await served.expectSober(response, 'a large body');
  });

  it('refuses bounds that no map has', async () => {
    const mask = { pack: 'nephos-l2a', grid: 60, parameters: PARAMETERS };
    for (const bounds of [
      [-1e308, -1e308, 1e308, 1e308],
      [0, 0, 0, 0],
      [0, 0, -1, -1],
      [1e15, 1e15, 1e16, 1e16],
    ])
      for (const what of ['mask-statistics', 'view']) {
        const body = { mask, layer: { kind: 'mask', mask }, bounds, width: 64, height: 64 };
        const response = await served.send('POST', `/api/products/${product.id}/${what}`, JSON.stringify(body));
        expect(response.status).toBe(400);
        await served.expectSober(response, what);
      }
  });
});

const PARAMETERS = {
  thresholds: { shadow: 0.4, semi: 0.4, cloud: 0.4 },
  bufferMetres: { shadow: 0, semi: 0, cloud: 0 },
  minAreaSquareMetres: 0,
};
