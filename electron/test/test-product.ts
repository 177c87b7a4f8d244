import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { BAND_IDS, type GridMetres } from '../engine/core/bands.ts';
import { ProductError } from '../engine/core/errors.ts';
import type { Product } from '../engine/product/types.ts';

const TILE = 'T32UNU';
const TIME = '20230612T102031';
export const FAKE_ID = `S2B_MSIL2A_${TIME}_N0509_R065_${TILE}_20230612T140000`;
const GRANULE = `L2A_${TILE}_A032726_20230612T102029`;
export const FAKE_GRANULE_FOLDER = `GRANULE/${GRANULE}`;
/** Where the fake product's B02 of 10 m lies in it. */
export const FAKE_B02_10M = `${FAKE_GRANULE_FOLDER}/IMG_DATA/R10m/${TILE}_${TIME}_B02_10m.jp2`;
const SIDES: Readonly<Record<GridMetres, number>> = { 10: 60, 20: 30, 60: 10 };

/** A box of GMLJP2 1.0 with a grid whose upper left corner is given; pixels of 32632. */
function gmlBox(originX: number, originY: number, pixelMetres: number): Buffer {
  const code = 'urn:ogc:def:crs:EPSG::32632';
  const half = pixelMetres / 2;
  const xml = Buffer.from(`<gml:RectifiedGrid dimension="2"><gml:origin><gml:Point srsName="${code}">
    <gml:pos>${originX + half} ${originY - half}</gml:pos></gml:Point></gml:origin>
    <gml:offsetVector srsName="${code}">${pixelMetres} 0</gml:offsetVector>
    <gml:offsetVector srsName="${code}">0 -${pixelMetres}</gml:offsetVector></gml:RectifiedGrid>`);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + xml.length, 0);
  head.write('xml ', 4);
  return Buffer.concat([head, xml]);
}

/** {@link fakeJp2} that tells where it lies. */
export function fakePlacedJp2(side: number, originX: number, originY: number, pixelMetres: number): Uint8Array {
  const plain = fakeJp2(side, side);
  return Buffer.concat([plain.subarray(0, 77), gmlBox(originX, originY, pixelMetres), plain.subarray(77)]);
}

/** The least that is recognised as a whole JP2 file: boxes, an image header, SOC, SIZ and EOC. */
export function fakeJp2(width: number, height: number): Uint8Array {
  const bytes = Buffer.alloc(77 + 8 + 60 + 2);
  Buffer.from('0000000c6a5020200d0a870a00000014667479706a703220000000006a7032200000002d6a70326800000016', 'hex').copy(
    bytes,
  );
  bytes.write('ihdr', 44);
  bytes.writeUInt32BE(height, 48);
  bytes.writeUInt32BE(width, 52);
  bytes.write('jp2c', 81);
  bytes.writeUInt32BE(0xff4fff51, 85);
  bytes.writeUInt16BE(0xffd9, bytes.length - 2);
  return bytes;
}

/** Metadata of a fake L2A product; `change` may spoil it. */
export function fakeProductXml(change: (xml: string) => string = (xml) => xml): string {
  const images = fakeImages().map((path) => `<IMAGE_FILE>${path}</IMAGE_FILE>`);
  const offsets = BAND_IDS.map((_, k) => `<BOA_ADD_OFFSET band_id="${k}">${-1000 - k}</BOA_ADD_OFFSET>`);
  return change(`<?xml version="1.0" encoding="UTF-8"?>
<n1:Level-2A_User_Product xmlns:n1="https://psd-15.sentinel2.eo.esa.int/PSD/User_Product_Level-2A.xsd">
  <n1:General_Info>
    <Product_Info>
      <PRODUCT_START_TIME>2023-06-12T10:20:31.024Z</PRODUCT_START_TIME>
      <PRODUCT_URI>${FAKE_ID}.SAFE</PRODUCT_URI>
      <PROCESSING_BASELINE>05.09</PROCESSING_BASELINE>
      <Datatake><SPACECRAFT_NAME>Sentinel-2B</SPACECRAFT_NAME><SENSING_ORBIT_NUMBER>65</SENSING_ORBIT_NUMBER></Datatake>
      <Product_Organisation><Granule_List>
        <Granule granuleIdentifier="S2B_OPER_MSI_L2A_TL_2BPS_20230612T140000_A032726_${TILE}_N05.09">${images.join('\n')}</Granule>
      </Granule_List></Product_Organisation>
    </Product_Info>
    <Product_Image_Characteristics>
      <Special_Values><SPECIAL_VALUE_TEXT>NODATA</SPECIAL_VALUE_TEXT><SPECIAL_VALUE_INDEX>0</SPECIAL_VALUE_INDEX></Special_Values>
      <QUANTIFICATION_VALUES_LIST><BOA_QUANTIFICATION_VALUE unit="none">10000</BOA_QUANTIFICATION_VALUE></QUANTIFICATION_VALUES_LIST>
      <BOA_ADD_OFFSET_VALUES_LIST>${offsets.join('\n')}</BOA_ADD_OFFSET_VALUES_LIST>
    </Product_Image_Characteristics>
  </n1:General_Info>
  <n1:Geometric_Info><EXT_POS_LIST>54 9 54 10 53 10 53 9 54 9</EXT_POS_LIST></n1:Geometric_Info>
</n1:Level-2A_User_Product>
`);
}

/** Metadata of its granule: a grid of 600 m, a sun grid of 2 x 2. */
export function fakeGranuleXml(change: (xml: string) => string = (xml) => xml): string {
  const sizes = Object.entries(SIDES).map(
    ([metres, side]) => `<Size resolution="${metres}"><NROWS>${side}</NROWS><NCOLS>${side}</NCOLS></Size>
<Geoposition resolution="${metres}"><ULX>500000</ULX><ULY>5900040</ULY><XDIM>${metres}</XDIM><YDIM>-${metres}</YDIM></Geoposition>`,
  );
  const grid = (values: string) =>
    `<COL_STEP unit="m">5000</COL_STEP><Values_List><VALUES>${values}</VALUES><VALUES>${values}</VALUES></Values_List>`;
  return change(`<?xml version="1.0" encoding="UTF-8"?>
<n1:Level-2A_Tile_ID xmlns:n1="https://psd-15.sentinel2.eo.esa.int/PSD/S2_PDI_Level-2A_Tile_Metadata.xsd">
  <n1:General_Info><TILE_ID>S2B_OPER_MSI_L2A_TL_2BPS_20230612T140000_A032726_${TILE}_N05.09</TILE_ID>
    <SENSING_TIME>2023-06-12T10:25:40.000Z</SENSING_TIME></n1:General_Info>
  <n1:Geometric_Info><Tile_Geocoding><HORIZONTAL_CS_CODE>EPSG:32632</HORIZONTAL_CS_CODE>${sizes.join('\n')}</Tile_Geocoding>
    <Tile_Angles><Sun_Angles_Grid><Zenith>${grid('32 NaN')}</Zenith><Azimuth>${grid('160 NaN')}</Azimuth></Sun_Angles_Grid>
      <Mean_Sun_Angle><ZENITH_ANGLE>32.5</ZENITH_ANGLE><AZIMUTH_ANGLE>160.5</AZIMUTH_ANGLE></Mean_Sun_Angle>
      <Mean_Viewing_Incidence_Angle_List><Mean_Viewing_Incidence_Angle bandId="8">
        <ZENITH_ANGLE>7</ZENITH_ANGLE><AZIMUTH_ANGLE>101</AZIMUTH_ANGLE></Mean_Viewing_Incidence_Angle></Mean_Viewing_Incidence_Angle_List>
    </Tile_Angles></n1:Geometric_Info>
</n1:Level-2A_Tile_ID>
`);
}

function fakeImages(): string[] {
  const layers: Readonly<Record<GridMetres, readonly string[]>> = {
    10: ['B02', 'B03', 'B04', 'B08', 'TCI'],
    20: ['B01', 'B02', 'B03', 'B04', 'B05', 'B06', 'B07', 'B8A', 'B11', 'B12', 'SCL', 'TCI'],
    60: ['B01', 'B02', 'B03', 'B04', 'B05', 'B06', 'B07', 'B8A', 'B09', 'B11', 'B12', 'SCL', 'TCI'],
  };
  return Object.entries(layers).flatMap(([metres, names]) =>
    names.map((name) => `${FAKE_GRANULE_FOLDER}/IMG_DATA/R${metres}m/${TILE}_${TIME}_${name}_${metres}m`),
  );
}

/** All files of a whole small L2A product, by path inside of it. */
export function fakeFiles(): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const put = (path: string, content: string | Uint8Array) => files.set(path, Buffer.from(content));
  put('MTD_MSIL2A.xml', fakeProductXml());
  put(`${FAKE_GRANULE_FOLDER}/MTD_TL.xml`, fakeGranuleXml());
  for (const path of fakeImages()) {
    const side = SIDES[Number(/_(\d+)m$/.exec(path)?.[1]) as GridMetres];
    put(`${path}.jp2`, fakeJp2(side, side));
  }
  put(`${FAKE_GRANULE_FOLDER}/QI_DATA/MSK_CLDPRB_20m.jp2`, fakeJp2(30, 30));
  put(`${FAKE_GRANULE_FOLDER}/QI_DATA/MSK_CLASSI_B00.jp2`, fakeJp2(10, 10));
  put(`${FAKE_GRANULE_FOLDER}/QI_DATA/MSK_DETFOO_B02.jp2`, fakeJp2(60, 60));
  put(`${FAKE_GRANULE_FOLDER}/QI_DATA/${TILE}_${TIME}_PVI.jp2`, fakeJp2(5, 5));
  return files;
}

/** Writes files below a folder. */
export async function writeFiles(folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  for (const [path, bytes] of files) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, bytes);
  }
}

/** A folder for the tests of the file that calls this: made before the first of them, removed after the last. */
export function temporaryFolder(name: string): { path: string } {
  const folder = { path: '' };
  beforeAll(async () => {
    folder.path = await mkdtemp(join(tmpdir(), name));
  });
  afterAll(() => rm(folder.path, { recursive: true, force: true }));
  return folder;
}

/** Writes products below a folder, each into one of its own; gives the product's path. */
export function productWriter(folder: {
  readonly path: string;
}): (files: Map<string, Uint8Array>, name?: string) => Promise<string> {
  let count = 0;
  return async (files, name = `${FAKE_ID}.SAFE`) => {
    const product = join(folder.path, String(count++), name);
    await writeFiles(product, files);
    return product;
  };
}

/** The error with which work refuses a product. */
export async function refusalOf(work: Promise<unknown>): Promise<ProductError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ProductError);
  return error as ProductError;
}

/** The pixel sizes in metres at which each band of a product is there. */
export function sizesOf({ bands }: Product): Readonly<Record<string, readonly number[]>> {
  return Object.fromEntries(
    Object.entries(bands).map(([band, files]) => [band, files.map((file) => file.pixelMetres)]),
  );
}
