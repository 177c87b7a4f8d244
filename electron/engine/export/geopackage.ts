import { polygonFormat } from './polygon-format.ts';

export const geoPackage = polygonFormat({
  id: 'gpkg',
  title: 'Polygons, GeoPackage',
  note: '',
  order: 4,
  extensions: ['.gpkg'],
  driver: ['-f', 'GPKG', '-lco', 'GEOMETRY_NAME=geom'],
  bytesPerPixel: [0.45, 1.9],
});
