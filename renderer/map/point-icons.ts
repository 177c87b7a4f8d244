import type { Map as MapLibreMap } from 'maplibre-gl';
import type { ScoredPoint } from '../api/types.ts';

const SIZE = 26;

/** A tick for right, a cross for wrong, a ring for left out: told apart by shape and by colour (Okabe-Ito). */
const ICONS: Readonly<Record<ScoredPoint['state'], { readonly colour: string; readonly path: string }>> = {
  right: { colour: '#35C79A', path: 'M6 13 L11 18 L20 8' },
  wrong: { colour: '#FF5A36', path: 'M7 7 L19 19 M19 7 L7 19' },
  'left-out': { colour: '#D0D0D0', path: 'M13 8 A5 5 0 1 1 12.99 8' },
};

/** Gives the map the pictures of points; once per style. */
export function addPointIcons(map: MapLibreMap): void {
  for (const [state, { colour, path }] of Object.entries(ICONS)) {
    const name = `point-${state}`;
    if (map.hasImage(name)) continue;
    const canvas = document.createElement('canvas');
    canvas.width = SIZE;
    canvas.height = SIZE;
    const context = canvas.getContext('2d');
    if (!context) continue;
    const shape = new Path2D(path);
    for (const [style, width] of [
      ['#000000', 6],
      [colour, 3],
    ] as const) {
      context.strokeStyle = style;
      context.lineWidth = width;
      context.lineCap = 'round';
      context.lineJoin = 'round';
      context.stroke(shape);
    }
    map.addImage(name, context.getImageData(0, 0, SIZE, SIZE), { pixelRatio: 2 });
  }
}
