import { afterAll, describe, expect, it } from 'vitest';
import { CancelledError, Jpeg2000Error } from '../core/errors.ts';
import { createTileDecoder, type TileRequest } from './tile-decoder.ts';

const decoder = createTileDecoder({ threads: 1 });
afterAll(() => decoder.close());

function request(key: string, read: () => Promise<Uint8Array<ArrayBuffer>>, width = 8): TileRequest {
  const crop = { column: 0, row: 0, width, height: 8 };
  const load = async () => ({ codestream: await read(), reduce: 0 });
  return {
    key,
    file: 'some.jp2',
    name: 'Tile 1 of 1',
    load,
    task: { width, height: 8, bytesPerPixel: 1, planes: 0, crop },
  };
}

describe('createTileDecoder', () => {
  it('makes an error of what cannot be decoded, and goes on', async () => {
    for (let i = 0; i < 3; i++) {
      const garbage = async () => Uint8Array.from({ length: 500 }, (_, k) => (k * 37 + i) % 256);
      const failed = decoder.tile(request(`garbage ${i}`, garbage));
      await expect(failed).rejects.toBeInstanceOf(Jpeg2000Error);
      await expect(failed).rejects.toMatchObject({ file: 'some.jp2' });
    }
  });

  it('refuses a tile that is too large before it reads it', async () => {
    const load = () => Promise.reject(new Error('read'));
    await expect(decoder.tile(request('large', load, 2 ** 27))).rejects.toThrow('more than the 67108864 samples');
  });

  it('reads what is looked at before what jobs have asked for earlier, of that areas first', async () => {
    const read: string[] = [];
    const ask = (key: string, isUrgent: boolean) => {
      const load = async () => {
        read.push(key);
        return new Uint8Array(4);
      };
      const { task, ...asked } = request(key, load);
      const areas = key.startsWith('areas') ? { areas: [task.crop] } : {};
      return decoder.tile({ ...asked, task: { ...task, ...areas }, isUrgent });
    };
    // Two have slots at once: one is decoded, another one read.
    const asked = ['job 1', 'job 2', 'job 3', 'job 4', 'areas'].map((key) => ask(key, false));
    asked.push(...['view 1', 'view 2'].map((key) => ask(key, true)));
    // Four bytes are no image; the order is what counts.
    await Promise.allSettled(asked);
    expect(read).toEqual(['job 1', 'job 2', 'view 1', 'view 2', 'areas', 'job 3', 'job 4']);
  });

  it('reads once for identical requests at a time, and not at all when all have cancelled', async () => {
    let loads = 0;
    let release = () => {};
    const blocked = new Promise<void>((resolve) => {
      release = resolve;
    });
    const blockers = [0, 1].map((blocker) =>
      decoder.tile(
        request(`blocker ${blocker}`, async () => {
          await blocked;
          return new Uint8Array(4);
        }),
      ),
    );
    const load = async () => {
      loads++;
      return new Uint8Array(4);
    };
    const cancelled = new AbortController();
    const others = [0, 1].map(() => decoder.tile(request('cancelled', load), cancelled.signal));
    const half = new AbortController();
    const pair = [decoder.tile(request('pair', load), half.signal), decoder.tile(request('pair', load))];
    cancelled.abort();
    half.abort();
    for (const one of others) await expect(one).rejects.toBeInstanceOf(CancelledError);
    await expect(pair[0]).rejects.toBeInstanceOf(CancelledError);
    release();
    for (const blocker of blockers) await expect(blocker).rejects.toBeInstanceOf(Jpeg2000Error);
    await expect(pair[1]).rejects.toBeInstanceOf(Jpeg2000Error);
    expect(loads).toBe(1);
  });

  it('ends a worker that takes too long, and goes on with another', async () => {
    const impatient = createTileDecoder({ threads: 1, tileTimeoutMilliseconds: 1 });
    const load = async () => new Uint8Array(64);
    for (const key of ['a', 'b'])
      await expect(impatient.tile(request(key, load))).rejects.toThrow(/longer than 0.001 s/);
    await impatient.close();
  });
});
