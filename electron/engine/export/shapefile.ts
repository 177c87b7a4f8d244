import { polygonFormat } from './polygon-format.ts';

export const shapefile = polygonFormat({
  id: 'shp',
  title: 'Polygons, shapefile',
  note: '',
  order: 5,
  extensions: ['.shp', '.shx', '.dbf', '.prj', '.cpg'],
  stale: ['.qix', '.sbn', '.sbx', '.shp.xml', '.qpj'],
  driver: ['-f', 'ESRI Shapefile', '-lco', 'ENCODING=UTF-8'],
  bytesPerPixel: [0.35, 1.5],
});
