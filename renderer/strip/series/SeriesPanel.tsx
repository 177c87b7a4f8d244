import { Button, SegmentedControl } from '@mantine/core';
import Copy from 'lucide-react/icons/copy';
import Download from 'lucide-react/icons/download';
import { useMemo } from 'react';
import type { BandId, ClassId, ProductDetail } from '../../api/types.ts';
import { runCommand } from '../../commands/registry.ts';
import { sayInfo } from '../../state/messages.ts';
import { usePins } from '../../state/pins.ts';
import { tileName } from '../../state/product-name.ts';
import { useAbout, useActiveProduct } from '../../state/queries.ts';
import { toggled } from '../../state/recipe.ts';
import { useScenes } from '../../state/scenes.ts';
import { copyText } from '../../widgets/clipboard.ts';
import { lonLatText } from '../../widgets/format.ts';
import { saveText } from '../../widgets/save-text.ts';
import { ToolButton } from '../../widgets/ToolButton.tsx';
import { useListedDates, useStripDates } from '../use-strip-dates.ts';
import type { Line } from './plot-options.ts';
import { SeriesPlot } from './SeriesPlot.tsx';
import { SeriesTable } from './SeriesTable.tsx';
import { indexBands, ndviOf, seriesCsv } from './series-data.ts';
import { type Quantity, useSeries, useSeriesChoice } from './use-series.ts';

/** Okabe-Ito in the order of wavelength, without its yellow, which is lost on a light ground. */
const BAND_COLOURS: Readonly<Partial<Record<BandId, string>>> = {
  B02: '#0072B2',
  B03: '#009E73',
  B04: '#D55E00',
  B08: '#CC79A7',
  B8A: '#A58BE8',
  B11: '#E69F00',
  B12: '#56B4E9',
};
const BANDS = Object.keys(BAND_COLOURS) as BandId[];
const INDEX_COLOUR = '#009E73';
const CLEAR_COLOUR = '#56B4E9';
const PROBABILITIES = ['clear', 'shadow', 'semi', 'cloud'] as const satisfies readonly ClassId[];

function useLines(): readonly Line[] {
  const { quantity, bands } = useSeriesChoice();
  const { data: about } = useAbout();
  return useMemo(() => {
    if (quantity === 'ndvi')
      return [
        {
          name: 'NDVI',
          colour: INDEX_COLOUR,
          partsClouds: true,
          valueOf: ({ observation }) => observation && ndviOf(observation),
        } as Line,
      ];
    if (quantity === 'reflectance')
      return BANDS.filter((band) => bands.includes(band)).map((band) => ({
        name: band,
        colour: BAND_COLOURS[band] ?? INDEX_COLOUR,
        partsClouds: true,
        valueOf: ({ observation }) => observation?.reflectance[band] ?? null,
      }));
    return PROBABILITIES.map((id) => ({
      name: about?.classes.find((one) => one.id === id)?.name ?? id,
      colour: about?.classes.find((one) => one.id === id)?.colour ?? CLEAR_COLOUR,
      partsClouds: false,
      valueOf: ({ observation }) => observation?.mask?.probabilities?.[id] ?? null,
    }));
  }, [quantity, bands, about]);
}

function BandChoice({ product }: { readonly product: ProductDetail }) {
  const { bands } = useSeriesChoice();
  return (
    <fieldset className="bare bands" aria-label="Bands">
      {BANDS.map((band) => (
        <ToolButton
          key={band}
          small
          text={band}
          label={band}
          pressed={bands.includes(band)}
          disabled={product.bands[band] === undefined}
          onClick={() => useSeriesChoice.setState({ bands: toggled(bands, band) })}
        />
      ))}
    </fieldset>
  );
}

/** What lines and marks of the plot mean. */
function Legend({ lines }: { readonly lines: readonly Line[] }) {
  const { quantity } = useSeriesChoice();
  return (
    <>
      {quantity !== 'ndvi' &&
        lines.map(({ name, colour }) => (
          <span key={name}>
            <i className="key line" style={{ background: colour }} /> {name}
          </span>
        ))}
      {quantity !== 'probability' && (
        <>
          <span>
            <i className="key full" /> clear
          </span>
          <span>
            <i className="key hollow" /> cloud or shadow
          </span>
        </>
      )}
      <span>
        <i className="key cross">×</i> no data
      </span>
    </>
  );
}

/** The chosen pin's pixel on all dates of the strip: as a plot, in numbers and as CSV. */
export default function SeriesPanel() {
  const pin = usePins(({ pins, selected }) => pins.find(({ id }) => id === selected) ?? pins.at(-1) ?? null);
  const product = useActiveProduct();
  const active = useScenes((state) => state.active);
  const { quantity, bands } = useSeriesChoice();
  const lines = useLines();
  const rows = useSeries(pin, useListedDates(useStripDates()));
  if (!product || !pin) {
    return (
      <div className="empty">
        <p>Pin a pixel to see its reflectance and classes on every date.</p>
        <Button onClick={() => runCommand('inspect')}>Inspect pixels</Button>
        <p>Shift+P pins the pixel at the centre of the map.</p>
      </div>
    );
  }
  const csv = () => seriesCsv(rows, pin, [...new Set([...indexBands(product), ...bands])]);
  const place = lonLatText(pin.lon, pin.lat);
  const reading = rows.filter(({ observation }) => observation === undefined).length;
  const copy = async () => {
    await copyText(csv());
    sayInfo('The series is on the clipboard.');
  };
  return (
    <div className="series">
      <div className="series-head">
        <strong>{place}</strong>
        <SegmentedControl
          aria-label="What is drawn"
          data={[
            { value: 'ndvi', label: 'NDVI' },
            { value: 'reflectance', label: 'Reflectance' },
            { value: 'probability', label: 'Probability' },
          ]}
          value={quantity}
          onChange={(value) => useSeriesChoice.setState({ quantity: value as Quantity })}
        />
        {quantity === 'reflectance' && <BandChoice product={product} />}
        <span className="series-legend" role="status">
          {reading > 0 ? `Reading ${reading} of ${rows.length} dates` : <Legend lines={lines} />}
        </span>
        <span className="grow" />
        <ToolButton small icon={Copy} label="Copy the series as CSV" onClick={() => void copy()} />
        <ToolButton
          small
          icon={Download}
          label="Save CSV"
          text="Save CSV"
          onClick={() => saveText(`${tileName(product)}_${pin.lon.toFixed(5)}_${pin.lat.toFixed(5)}.csv`, csv())}
        />
      </div>
      <div className="series-body">
        <SeriesPlot
          rows={rows}
          lines={lines}
          active={active}
          label={`${lines.map(({ name }) => name).join(', ')} of the pixel at ${place} over ${rows.length} dates; the values are in the table`}
        />
        <div className="series-numbers">
          <SeriesTable rows={rows} lines={lines} active={active} />
        </div>
      </div>
    </div>
  );
}
