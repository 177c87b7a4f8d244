import { cleaned } from './cleaned-bands.ts';
import { flatGeobuf } from './flat-geobuf.ts';
import { geoJson } from './geojson.ts';
import { geoPackage } from './geopackage.ts';
import { maskCog } from './mask-cog.ts';
import { probabilities } from './probabilities.ts';
import { quicklook } from './quicklook.ts';
import { report } from './report/report.ts';
import { scl } from './scl.ts';
import { shapefile } from './shapefile.ts';
import { stac } from './stac/stac-format.ts';

/**
 * Every output format there is, in the order in which they are offered. The contract, the planner, estimates, the command
 * line and the window know formats from this list alone.
 */
export const FORMATS = [
  maskCog,
  scl,
  geoPackage,
  shapefile,
  geoJson,
  flatGeobuf,
  cleaned,
  probabilities,
  quicklook,
  report,
  stac,
] as const;

export type ExportFormat = (typeof FORMATS)[number]['id'];
