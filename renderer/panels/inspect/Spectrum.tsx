import 'uplot/dist/uPlot.min.css';
import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import UPlot from 'uplot';
import type { PixelReport } from '../../api/types.ts';
import { decimal } from '../../widgets/format.ts';

export interface SpectrumSeries {
  readonly name: string;
  readonly colour: string;
  readonly report: PixelReport;
}

const HEIGHT = 180;

/** Wavelengths of all series in order, and each series' reflectance at them (null where it has none). */
export function spectrumData(series: readonly SpectrumSeries[]): [number[], ...(number | null)[][]] {
  const wavelengths = [
    ...new Set(series.flatMap(({ report }) => report.bands.map(({ nanometres }) => nanometres))),
  ].sort((a, b) => a - b);
  const lines = series.map(({ report }) =>
    wavelengths.map((nanometres) => report.bands.find((band) => band.nanometres === nanometres)?.reflectance ?? null),
  );
  return [wavelengths, ...lines];
}

function options(width: number, series: readonly SpectrumSeries[], ink: string, line: string): UPlot.Options {
  const font = '11px system-ui, sans-serif';
  const axis = { stroke: ink, font, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1, size: 4 } };
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { size: 6 } },
    scales: {
      x: { time: false, range: [400, 2300] },
      y: { range: (_plot, min, max) => [Math.min(0, min), Math.max(0.1, max * 1.08)] },
    },
    axes: [
      {
        ...axis,
        values: (_plot, values) => values.map(String),
        size: 34,
        label: 'nm',
        labelSize: 14,
        labelFont: font,
        labelGap: -4,
      },
      { ...axis, size: 38, values: (_plot, values) => values.map((value) => decimal(value, value >= 1 ? 1 : 2)) },
    ],
    series: [
      { label: 'nm' },
      ...series.map(({ name, colour }) => ({
        label: name,
        stroke: colour,
        width: 1.5,
        spanGaps: true,
        points: { show: true, size: 5, fill: colour },
      })),
    ],
  };
}

export function Spectrum({ series }: { readonly series: readonly SpectrumSeries[] }) {
  const container = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('dark');
  useEffect(() => {
    const element = container.current;
    if (!element) return;
    const [ink, line] = scheme === 'dark' ? ['#a8adb5', '#363a41'] : ['#4f555e', '#d0d3d8'];
    const plot = new UPlot(options(element.clientWidth, series, ink!, line!), spectrumData(series), element);
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [series, scheme]);
  return (
    <div
      ref={container}
      role="img"
      aria-label="Spectrum of the pinned pixels; the values are in the table below"
      style={{ height: HEIGHT }}
    />
  );
}
