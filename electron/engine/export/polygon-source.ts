import { createWriteStream } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { MASK_CLASSES, MISSING } from '../core/classes.ts';
import { type ClassPolygon, type Ring, signedArea } from '../mask/polygons.ts';
import { toXml } from './xml.ts';

const TABLE = 'polygons.csv';
/** Column of the outline as Well-Known Text. Not called WKT, which GDAL would take for the geometry by itself. */
const OUTLINE = 'outline';
export const POLYGON_SOURCE = 'polygons.vrt';

/** What is the same for all polygons of a file. */
export interface PolygonAttributes {
  readonly productId: string;
  /** ISO 8601, UTC; null where unknown. */
  readonly sensingTime: string | null;
  /** Area that is not missing, m²; `percent` of a polygon is its share of this (0 for missing). */
  readonly validSquareMetres: number;
}

interface Layer extends PolygonAttributes {
  readonly name: string;
  readonly epsg: number | null;
}

/** Fields in every format; names fit the ten characters of a Shapefile. */
const FIELDS = [
  { '@name': 'class', '@type': 'Integer', '@width': 2 },
  { '@name': 'name', '@type': 'String', '@width': 32 },
  { '@name': 'area_m2', '@type': 'Real', '@width': 18, '@precision': 1 },
  { '@name': 'percent', '@type': 'Real', '@width': 12, '@precision': 7 },
  { '@name': 'product', '@type': 'String' },
  { '@name': 'sensed', '@type': 'String' },
] as const;

/**
 * Writes polygons, one by one, into `folder` as a table (CSV) in projected metres, and in front of it a virtual layer
 * ({@link POLYGON_SOURCE}, https://gdal.org/drivers/vector/vrt.html) that gives it name, fields and coordinate system.
 * @returns bytes of the table; about what any format makes of it
 */
export async function writePolygonSource(
  polygons: Iterable<ClassPolygon>,
  folder: string,
  layer: Layer,
  signal?: AbortSignal,
): Promise<number> {
  function* lines(): Generator<string> {
    yield tableRow([...FIELDS.map((field) => field['@name']), OUTLINE]);
    for (const polygon of polygons) {
      yield tableRow([...values(polygon, layer), wellKnownText(polygon.rings)]);
    }
  }
  const sink = createWriteStream(join(folder, TABLE), { highWaterMark: 1 << 20 });
  await pipeline(Readable.from(lines()), sink, signal ? { signal } : {});
  await writeFile(join(folder, POLYGON_SOURCE), virtualLayer(layer));
  return (await stat(join(folder, TABLE))).size;
}

/** One value for each of {@link FIELDS}. */
function values({ code, rings }: ClassPolygon, attributes: PolygonAttributes): readonly string[] {
  const area = rings.reduce((sum, ring, index) => sum + (index === 0 ? 1 : -1) * Math.abs(signedArea(ring)), 0);
  const percent =
    attributes.validSquareMetres > 0 && code !== MISSING ? (100 * area) / attributes.validSquareMetres : 0;
  return [
    String(code),
    MASK_CLASSES.find((maskClass) => maskClass.code === code)!.name,
    area.toFixed(1),
    percent.toFixed(7),
    attributes.productId,
    attributes.sensingTime ?? '',
  ];
}

function wellKnownText(rings: readonly Ring[]): string {
  return `POLYGON (${rings.map((ring) => `(${ring.map(([x, y]) => `${x} ${y}`).join(',')})`).join(',')})`;
}

function tableRow(cells: readonly string[]): string {
  return `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\n`;
}

/** Texts that are the same in every record are given no more room than they need: a Shapefile pads them. */
function virtualLayer({ name, epsg, productId, sensingTime }: Layer): string {
  const widths: Readonly<Record<string, number>> = {
    product: Math.max(1, Buffer.byteLength(productId)),
    sensed: Math.max(1, sensingTime?.length ?? 0),
  };
  return toXml({
    OGRVRTDataSource: {
      OGRVRTLayer: {
        '@name': name,
        SrcDataSource: { '@relativeToVRT': 1, '#text': TABLE },
        SrcLayer: 'polygons',
        GeometryType: 'wkbPolygon',
        GeometryField: { '@encoding': 'WKT', '@field': OUTLINE },
        LayerSRS: epsg === null ? 'NULL' : `EPSG:${epsg}`,
        Field: FIELDS.map((field) => ({ '@width': widths[field['@name']], ...field, '@src': field['@name'] })),
      },
    },
  });
}
