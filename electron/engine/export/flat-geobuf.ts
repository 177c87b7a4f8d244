import { polygonFormat } from './polygon-format.ts';

export const flatGeobuf = polygonFormat({
  id: 'fgb',
  title: 'Polygons, FlatGeobuf',
  note: '',
  order: 6,
  extensions: ['.fgb'],
  driver: ['-f', 'FlatGeobuf'],
  bytesPerPixel: [0.4, 1.6],
});
