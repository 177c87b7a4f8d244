import type { PixelReport } from '../../api/types.ts';

/** Values of pixels as tab-separated lines, one pixel each, for a spreadsheet. */
export function pixelTable(pixels: readonly { readonly number: number; readonly report: PixelReport }[]): string {
  const bands = [...new Set(pixels.flatMap(({ report }) => report.bands.map(({ band }) => band)))];
  const head = [
    'pixel',
    'lon',
    'lat',
    'easting',
    'northing',
    ...bands.map((band) => `${band} reflectance`),
    'clear',
    'shadow',
    'semi',
    'cloud',
    'SCL',
  ];
  const lines = pixels.map(({ number, report }) => {
    const reflectances = bands.map((id) => report.bands.find(({ band }) => band === id)?.reflectance ?? '');
    const { probabilities: p } = report;
    return [
      number,
      report.lon,
      report.lat,
      report.easting,
      report.northing,
      ...reflectances,
      p?.clear ?? '',
      p?.shadow ?? '',
      p?.semi ?? '',
      p?.cloud ?? '',
      report.scl?.name ?? '',
    ];
  });
  return [head, ...lines].map((line) => line.join('\t')).join('\n');
}
