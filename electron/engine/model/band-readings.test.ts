import { expect, it } from 'vitest';
import { fakeFiles, productWriter, temporaryFolder } from '../../test/test-product.ts';
import { openProduct } from '../product/open.ts';
import { bandReadings } from './band-readings.ts';

const productFolder = productWriter(temporaryFolder('nephoscope-readings-'));

it('tells for every band and grid what is read, how, and why', async () => {
  const product = await openProduct(await productFolder(fakeFiles()));
  const readings = bandReadings(product);
  expect(readings).toHaveLength(3 * 12);
  const of = (band: string, grid: number) => readings.find((one) => one.band === band && one.grid === grid);
  expect(of('B02', 20)).toMatchObject({
    file: expect.stringMatching(/_B02_20m\.jp2$/),
    filePixelMetres: 20,
    method: 'as they are',
    scale: 0.0001,
    offset: -0.1001,
    noData: [0],
    why: 'listed in MTD_MSIL2A.xml',
  });
  expect(of('B08', 60)).toMatchObject({ filePixelMetres: 10, method: 'averaged' });
  // Level-2A repeats B01 at 20 m, which shows nothing more.
  expect(of('B01', 10)).toMatchObject({ filePixelMetres: 60, method: 'interpolated' });
});

it('tells the given scale and offset, and bands that are not there', async () => {
  const files = fakeFiles();
  for (const path of files.keys()) if (path.includes('_B05_')) files.delete(path);
  const product = await openProduct(await productFolder(files), { stack: { scale: 0.001, offset: -0.2 } });
  const readings = bandReadings(product);
  expect(readings.find(({ band }) => band === 'B02')).toMatchObject({ scale: 0.001, offset: -0.2, why: 'given' });
  expect(readings.find(({ band }) => band === 'B05')).toMatchObject({ file: null, method: null, why: null });
});
