import { isBandId } from '../core/bands.ts';
import { ParameterError } from '../core/errors.ts';
import type { ChannelStretch, RenderStyle } from '../raster/render.ts';

/**
 * The style of a picture from a query such as `bands=B04,B03,B02&min=0,0,0&max=0.3,0.3,0.3&gamma=1`.
 * @throws ParameterError that says what is wrong.
 */
export function imageStyle(query: Readonly<Record<string, string>>): RenderStyle {
  const bands = (query.bands ?? 'B04,B03,B02').split(',');
  const min = numbers('min', query.min ?? bands.map(() => '0').join(','));
  const max = numbers('max', query.max ?? bands.map(() => '0.3').join(','));
  const [gamma = 1] = numbers('gamma', query.gamma ?? '1');
  if ((bands.length !== 1 && bands.length !== 3) || min.length !== bands.length || max.length !== bands.length) {
    throw new ParameterError(
      `A picture has one band or three; ${bands.length} bands, ${min.length} min and ${max.length} max are given.`,
    );
  }
  if (!(gamma > 0)) throw new ParameterError(`Gamma is ${gamma}; it must be above 0.`);
  const channels = bands.map((band, i): ChannelStretch => {
    if (!isBandId(band)) throw new ParameterError(`"${band}" is not a band of Sentinel-2.`);
    return { band, min: min[i]!, max: max[i]! };
  });
  return { channels: channels as unknown as RenderStyle['channels'], gamma };
}

/** Comma-separated finite numbers. @throws ParameterError naming the parameter. */
export function numbers(name: string, text: string): number[] {
  const values = text.split(',').map(Number);
  if (text.trim() === '' || !values.every(Number.isFinite))
    throw new ParameterError(`${name} is "${text}", not numbers.`);
  return values;
}
