import { extname } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.tif': 'image/tiff; application=geotiff; profile=cloud-optimized',
  '.gpkg': 'application/geopackage+sqlite3',
  '.geojson': 'application/geo+json',
  '.fgb': 'application/vnd.flatgeobuf',
  '.png': 'image/png',
  '.pdf': 'application/pdf',
  '.jpg': 'image/jpeg',
  '.json': 'application/json',
  '.xml': 'application/xml',
  '.qml': 'application/xml',
};

/** Media type of a file by its ending. */
export function mediaType(path: string): string {
  return TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream';
}
