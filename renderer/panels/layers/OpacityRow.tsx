import { Slider } from '@mantine/core';

export function OpacityRow({
  value,
  onChange,
}: {
  readonly value: number;
  readonly onChange: (value: number) => void;
}) {
  return (
    <div className="row">
      <span className="label" style={{ width: 52 }}>
        Opacity
      </span>
      <div className="grow">
        <Slider thumbLabel="Opacity" min={0} max={1} step={0.05} value={value} onChange={onChange} />
      </div>
      <span className="num" style={{ width: 38 }}>
        {Math.round(value * 100)} %
      </span>
    </div>
  );
}
