import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { haveSharedData, SHARED_DATA } from '../../test/test-data.ts';
import { tileCorner } from './mgrs.ts';
import { openProduct } from './open.ts';
import { overpassTime } from './overpass.ts';
import { gridCentre } from './scope.ts';
import { sunOverGrid } from './sun-position.ts';

const SAFE = join(SHARED_DATA, 'safe');
/** Products whose metadata gives the time of the tile itself (from baseline 02.07 on). */
const TIMED = [
  'S2A_MSIL1C_20200717T221941_R029_T01LAC_20200717T234135.SAFE',
  'S2A_MSIL1C_20220125T151701_N0400_R125_T18LTM_20220125T190036.SAFE',
  'S2A_MSIL2A_20190212T192651_N0212_R013_T07HFE_20201007T160857.SAFE',
  'S2A_MSIL2A_20221005T115411_N0400_R023_T29UNU_20221005T164454.SAFE',
  'S2A_MSIL2A_20230625T234621_N0509_R073_T01WCP_20230626T022157.SAFE',
  'S2A_MSIL2A_20240725T021611_N0511_R003_T52SBF_20240725T085851.SAFE',
  'S2B_MSIL2A_20220413T150759_N0400_R025_T33XWJ_20220414T082126.SAFE',
  'gdal-fakes/fake_l2a_processing_baseline_5_09/S2B_MSIL2A_20230823T095559_N0509_R122_T34UCF_20230823T124759.SAFE',
  'kayrros-tlm/SAFE_sample_with_TLM/S2B_MSIL2A_20241115T100159_N0511_R122_T32TQM_20241115T125542.SAFE',
];

describe.skipIf(!haveSharedData())('of real products, compared with their metadata', () => {
  it.each(TIMED)('%s: the sun, its time from the name, the corner from the tile', async (path) => {
    const product = await openProduct(join(SAFE, path));
    const grid = product.grids[60]!;
    const centre = gridCentre(grid)!;
    const sun = product.sun!;
    const isFar = (computed: { zenithDegrees: number; azimuthDegrees: number } | null, degrees: number) =>
      computed === null ||
      Math.abs(computed.zenithDegrees - sun.zenithDegrees) > degrees ||
      Math.abs(computed.azimuthDegrees - sun.azimuthDegrees) > degrees;
    expect(isFar(sunOverGrid(new Date(product.sensingTime!), grid), 0.1)).toBe(false);

    const [, year, month, day, hour, minute, second] = /_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)_/.exec(product.id)!;
    const datatake = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
    // Within 11 degrees of the pole no track comes near enough, and the datatake's own time is near.
    const pass = overpassTime(datatake, false, ...centre) ?? datatake;
    expect(isFar(sunOverGrid(pass, grid), 0.5)).toBe(false);
    // Near the pole a swath is seen from several orbits of a day.
    if (Math.abs(centre[1]) < 55) {
      expect(
        isFar(
          sunOverGrid(overpassTime(new Date(`${product.sensingTime!.slice(0, 10)}T00:00:00Z`), true, ...centre)!, grid),
          0.5,
        ),
      ).toBe(false);
    }
    expect(tileCorner(product.tile)).toEqual({ epsg: grid.epsg, originX: grid.originX, originY: grid.originY });
  });
});

it('is no pass where the satellite was elsewhere', () => {
  expect(overpassTime(new Date('2022-10-05T20:00:00Z'), false, -8.2, 52.75)).toBeNull();
});
