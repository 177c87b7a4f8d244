import { Skeleton } from '@mantine/core';
import type { BandStatistics } from '../../api/types.ts';

const WIDTH = 300;
const HEIGHT = 30;

/** Distribution of a band's reflectance with the two limits of the contrast. */
export function BandHistogram({
  statistics,
  min,
  max,
}: {
  readonly statistics: BandStatistics | undefined;
  readonly min: number;
  readonly max: number;
}) {
  if (!statistics) return <Skeleton height={HEIGHT} mt={4} />;
  const { histogram, histogramMin, histogramMax } = statistics;
  const most = Math.sqrt(Math.max(1, ...histogram));
  const step = WIDTH / histogram.length;
  const place = (value: number) =>
    Math.min(WIDTH, Math.max(0, ((value - histogramMin) / (histogramMax - histogramMin)) * WIDTH));
  const points = histogram.map(
    (count, bin) => `${(bin + 0.5) * step},${HEIGHT - (Math.sqrt(count) / most) * (HEIGHT - 2)}`,
  );
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`Histogram of ${statistics.band}, reflectance ${histogramMin} to ${histogramMax}`}
      style={{
        display: 'block',
        width: '100%',
        height: HEIGHT,
        marginTop: 4,
        background: 'var(--field)',
        borderRadius: 2,
      }}
    >
      <rect x={place(min)} width={Math.max(0, place(max) - place(min))} height={HEIGHT} fill="var(--accent-soft)" />
      <polyline points={points.join(' ')} fill="none" stroke="var(--text-dim)" vectorEffect="non-scaling-stroke" />
      <path
        d={`M${place(min)} 0V${HEIGHT}M${place(max)} 0V${HEIGHT}`}
        stroke="var(--text)"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
