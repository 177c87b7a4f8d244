import { expect, it } from 'vitest';
import { gmlPlacement } from './gml-grid.ts';

const grid = (pos: string, across: string, down: string) =>
  Buffer.from(
    `<gml:RectifiedGrid srsName="urn:ogc:def:crs:EPSG::32729"><gml:pos>${pos}</gml:pos><gml:offsetVector>${across}</gml:offsetVector><gml:offsetVector>${down}</gml:offsetVector></gml:RectifiedGrid>`,
  );

it('has its corner half a pixel from the centre that GMLJP2 gives', () => {
  expect(gmlPlacement(grid('600010 5900030', '20 0', '0 -20'))).toEqual({
    epsg: 32729,
    originX: 600_000,
    originY: 5_900_040,
    pixelMetres: 20,
  });
});

it('is none where pixels are rotated, oblong or laid from the south, or the box breaks off', () => {
  for (const [across, down] of [
    ['20 1', '0 -20'],
    ['20 0', '0 -10'],
    ['20 0', '0 20'],
  ] as const)
    expect(gmlPlacement(grid('600010 5900030', across, down))).toBeNull();
  expect(gmlPlacement(Buffer.from('<gml:RectifiedGrid><gml:pos>1 2</gml:pos></gml:RectifiedGrid>'))).toBeNull();
});
