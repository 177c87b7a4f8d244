import { polygonFormat } from './polygon-format.ts';
import { GEOJSON_BYTES_PER_PIXEL } from './polygons.ts';

export const geoJson = polygonFormat({
  id: 'geojson',
  title: 'Polygons, GeoJSON',
  note: 'In lon/lat',
  order: 7,
  extensions: ['.geojson'],
  driver: ['-f', 'GeoJSON', '-lco', 'RFC7946=YES', '-lco', 'COORDINATE_PRECISION=7', '-lco', 'WRITE_BBOX=YES'],
  isLonLat: true,
  bytesPerPixel: GEOJSON_BYTES_PER_PIXEL,
});
