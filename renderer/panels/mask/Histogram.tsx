interface Props {
  /** Counts in equal bins of 0 to 1; null while they are not there. */
  readonly counts: readonly number[] | null;
  readonly threshold: number;
  readonly colour: string | null;
  readonly name: string;
}

const WIDTH = 200;
const HEIGHT = 24;

/** Distribution of a class's probability; its square root is drawn, since most pixels lie at both ends. */
export function Histogram({ counts, threshold, colour, name }: Props) {
  const most = Math.sqrt(Math.max(1, ...(counts ?? [])));
  const step = WIDTH / (counts?.length || 1);
  return (
    <svg
      className="histogram track"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`Pixels by probability of ${name}; threshold at ${threshold.toFixed(2)}`}
    >
      {counts?.map((count, bin) => {
        const height = (Math.sqrt(count) / most) * (HEIGHT - 2);
        const passes = (bin + 0.5) / counts.length >= threshold;
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: bins have no other name
            key={bin}
            x={bin * step + 0.5}
            y={HEIGHT - height}
            width={step - 1}
            height={height}
            fill={passes ? (colour ?? 'var(--text-dim)') : 'var(--line-strong)'}
          />
        );
      })}
      <line
        x1={0}
        x2={WIDTH}
        y1={HEIGHT - 0.5}
        y2={HEIGHT - 0.5}
        stroke="var(--line-strong)"
        vectorEffect="non-scaling-stroke"
      />
      <line
        x1={threshold * WIDTH}
        x2={threshold * WIDTH}
        y1={0}
        y2={HEIGHT}
        stroke="var(--text)"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
