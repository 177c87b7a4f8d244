import { describe, expect, it } from 'vitest';
import {
  FAKE_GRANULE_FOLDER,
  fakeFiles,
  fakeGranuleXml,
  fakeProductXml,
  productWriter,
  temporaryFolder,
} from '../../test/test-product.ts';
import { openProduct } from './open.ts';

const productFolder = productWriter(temporaryFolder('nephoscope-scope-test-'));

describe('scope', () => {
  it('warns of low sun, season, region, snow and swath', async () => {
    const inWinter = (text: string) => text.replaceAll('20230612T102031', '20231212T102031');
    const files = new Map([...fakeFiles()].map(([path, bytes]) => [inWinter(path), bytes]));
    files.set('MTD_MSIL2A.xml', Buffer.from(fakeProductXml(inWinter)));
    files.set(
      `${FAKE_GRANULE_FOLDER}/MTD_TL.xml`,
      Buffer.from(
        fakeGranuleXml((xml) =>
          xml
            .replace('>32.5<', '>71<')
            .replace('2023-06-12', '2023-12-12')
            .replace('EPSG:32632', 'EPSG:32732')
            .replace(
              '</n1:Geometric_Info>',
              '</n1:Geometric_Info><SNOW_ICE_PERCENTAGE>30</SNOW_ICE_PERCENTAGE><NODATA_PIXEL_PERCENTAGE>40</NODATA_PIXEL_PERCENTAGE>',
            ),
        ),
      ),
    );
    const { warnings } = await openProduct(await productFolder(files));
    expect(warnings.map(({ code }) => code)).toEqual([
      'metadata',
      'region',
      'season',
      'low-sun',
      'snow',
      'partial-swath',
    ]);
    // A sun so low stood there at another hour.
    expect(warnings[0]?.message).toContain('The metadata say that the sun stood at zenith 71.0');
    expect(warnings[3]?.message).toContain('19.0 degrees');
  });
});
