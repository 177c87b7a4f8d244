/** Where a raster's pixels lie, as the file itself tells. */
export interface Placement {
  /** Null where it names no EPSG code. */
  readonly epsg: number | null;
  readonly originX: number;
  readonly originY: number;
  readonly pixelMetres: number;
}

/** Bytes at the front of a JP2 in which its metadata boxes lie. */
export const GML_HEAD_BYTES = 64 * 1024;

function pair(text: string | undefined): readonly [number, number] | null {
  const [x, y, ...rest] = (text ?? '')
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  return x !== undefined && y !== undefined && rest.length === 0 && Number.isFinite(x) && Number.isFinite(y)
    ? [x, y]
    : null;
}

/**
 * The grid in the GML box of a JP2 (OGC 05-047r3, GMLJP2 1.0): its origin is the centre of the upper left pixel. Null
 * where there is none, or one that is not north-up with square pixels.
 *
 * @param head the first bytes of the file, metadata boxes included
 */
export function gmlPlacement(head: Uint8Array): Placement | null {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
  const grid = /<(?:gml:)?RectifiedGrid[\s>][\s\S]*?<\/(?:gml:)?RectifiedGrid>/.exec(text)?.[0];
  if (grid === undefined) return null;
  const centre = pair(/<(?:gml:)?pos>([^<]*)</.exec(grid)?.[1]);
  const [across, down] = [...grid.matchAll(/<(?:gml:)?offsetVector[^>]*>([^<]*)</g)].map(([, vector]) => pair(vector));
  if (!centre || !across || !down) return null;
  const pixelMetres = across[0];
  if (!(pixelMetres > 0) || across[1] !== 0 || down[0] !== 0 || down[1] !== -pixelMetres) return null;
  const code = /srsName="[^"]*EPSG:[^"]*?(\d{4,5})"/.exec(grid)?.[1];
  return {
    epsg: code === undefined ? null : Number(code),
    originX: centre[0] - pixelMetres / 2,
    originY: centre[1] + pixelMetres / 2,
    pixelMetres,
  };
}
