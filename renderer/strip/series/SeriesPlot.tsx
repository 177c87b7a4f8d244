import 'uplot/dist/uPlot.min.css';
import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import UPlot from 'uplot';
import { goToDate } from '../../actions/dates.ts';
import { type Line, type PlotInk, plotData, plotOptions } from './plot-options.ts';
import { type SeriesRow, secondsOf } from './series-data.ts';

interface Props {
  readonly rows: readonly SeriesRow[];
  readonly lines: readonly Line[];
  readonly active: string | null;
  readonly label: string;
}

function inkOf(element: HTMLElement): PlotInk {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  return {
    text: colour('--text-dim'),
    line: colour('--line'),
    ground: colour('--panel'),
    accent: colour('--accent'),
    faint: colour('--text-faint'),
  };
}

/** A pixel's values over the dates. A click goes to the date that is nearest; the table beside it does so by keyboard. */
export function SeriesPlot({ rows, lines, active, label }: Props) {
  const container = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('dark');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme's colours are read from the page
  useEffect(() => {
    const element = container.current;
    if (!element) return;
    const dated = rows.filter(({ product }) => secondsOf(product) !== null);
    const size = () => ({ width: Math.max(1, element.clientWidth), height: Math.max(1, element.clientHeight) });
    let plot: UPlot | null = null;
    const build = () => {
      const options = plotOptions({ size: size(), rows: dated, lines, active, ink: inkOf(element) });
      const made = new UPlot(options, plotData(dated, lines), element);
      made.over.addEventListener('click', () => {
        const row = made.cursor.idx == null ? undefined : dated[made.cursor.idx];
        if (row) goToDate(row.product.id);
      });
      plot = made;
    };
    // A theme that has just been chosen stands on the page by the next frame.
    const frame = requestAnimationFrame(build);
    const observer = new ResizeObserver(() => plot?.setSize(size()));
    observer.observe(element);
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
      plot?.destroy();
    };
  }, [rows, lines, active, scheme]);
  return <div ref={container} className="series-plot" role="img" aria-label={label} />;
}
