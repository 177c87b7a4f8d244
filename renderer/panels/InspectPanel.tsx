import { Button } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import ChartSpline from 'lucide-react/icons/chart-spline';
import Copy from 'lucide-react/icons/copy';
import Trash2 from 'lucide-react/icons/trash-2';
import X from 'lucide-react/icons/x';
import { engine } from '../api/engine.ts';
import type { ClassId, PixelReport } from '../api/types.ts';
import { runCommand } from '../commands/registry.ts';
import { datesOf } from '../state/dates.ts';
import { sayInfo } from '../state/messages.ts';
import { clearPins, type Pin, removePin, usePins } from '../state/pins.ts';
import { useAbout, useActiveProduct, useProducts } from '../state/queries.ts';
import { useActiveScene, useScenes } from '../state/scenes.ts';
import { useUi } from '../state/ui.ts';
import { copyText } from '../widgets/clipboard.ts';
import { Facts } from '../widgets/Facts.tsx';
import { anglesText, decimal, grouped, lonLatText } from '../widgets/format.ts';
import { ErrorNotice } from '../widgets/Notice.tsx';
import { RowsSkeleton } from '../widgets/RowsSkeleton.tsx';
import { ToolButton } from '../widgets/ToolButton.tsx';
import { Classes } from './inspect/Classes.tsx';
import { pixelTable } from './inspect/pixel-table.ts';
import { Spectrum } from './inspect/Spectrum.tsx';

const PROBABILITIES: readonly ClassId[] = ['cloud', 'semi', 'shadow', 'clear'];

/** Reports of all pinned pixels, in their order. */
function useReports(pins: readonly Pin[]) {
  const product = useScenes((state) => state.active);
  const choice = useActiveScene()?.choice ?? null;
  return useQueries({
    queries: pins.map((pin) => ({
      queryKey: ['pixel', product, pin.lon, pin.lat, choice?.pack, choice?.grid],
      queryFn: () => engine.pixel(product ?? '', pin.lon, pin.lat, choice),
      enabled: product !== null,
    })),
  });
}

function Probabilities({ report }: { readonly report: PixelReport }) {
  const scene = useActiveScene();
  const { data: about } = useAbout();
  if (!report.probabilities)
    return <span className="dim">The mask is not computed here, or the pixel is missing.</span>;
  return PROBABILITIES.map((id) => {
    const value = report.probabilities?.[id as 'clear'] ?? 0;
    const name = about?.classes.find((one) => one.id === id)?.name ?? id;
    return (
      <div key={id} className="prob">
        <span className="swatch" style={{ background: scene?.classes[id].colour ?? 'transparent' }} />
        <span style={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }} title={name}>
          {name}
        </span>
        <span className="bar" aria-hidden>
          <i style={{ width: `${value * 100}%`, background: scene?.classes[id].colour ?? 'var(--text-faint)' }} />
        </span>
        <span className="num">{value.toFixed(2)}</span>
      </div>
    );
  });
}

function BandTable({ report }: { readonly report: PixelReport }) {
  return (
    <table className="table">
      <thead>
        <tr>
          <th>Band</th>
          <th className="num">nm</th>
          <th className="num">Pixel</th>
          <th className="num">DN</th>
          <th className="num">Reflectance</th>
        </tr>
      </thead>
      <tbody>
        {report.bands.map((band) => (
          <tr key={band.band}>
            <td>{band.band}</td>
            <td className="num">{band.nanometres}</td>
            <td className="num">{band.pixelMetres} m</td>
            <td className="num">{band.dn}</td>
            <td className="num">{band.reflectance === null ? 'no data' : decimal(band.reflectance, 4)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function PixelFacts({ report }: { readonly report: PixelReport }) {
  const { easting, northing, column, row, grid, scl, sun } = report;
  return (
    <Facts
      facts={[
        ['Place', `${grouped(easting)} E ${grouped(northing)} N`],
        ['Pixel', `column ${column}, row ${row}, ${grid} m`],
        ['SCL', scl ? `${scl.code} ${scl.name}` : 'not in this product'],
        ['Sun', sun ? anglesText(sun) : 'unknown'],
      ]}
    />
  );
}

function NoPins({ isInspecting }: { readonly isInspecting: boolean }) {
  return (
    <div className="empty">
      <p>
        {isInspecting
          ? 'Click a pixel on the map to pin it.'
          : 'Pinned pixels are shown here: spectrum, probabilities, scene class, sun.'}
      </p>
      <Button onClick={() => runCommand('inspect')}>{isInspecting ? 'Stop inspecting' : 'Inspect pixels'}</Button>
      <p>Shift+P pins the pixel at the centre of the map.</p>
    </div>
  );
}

/** A pin whose values are there, by its number in the list. */
interface KnownPin {
  readonly pin: Pin;
  readonly number: number;
  readonly report: PixelReport;
}

/** The pinned pixels, to choose from. */
function PinList({
  pins,
  index,
  known,
}: {
  readonly pins: readonly Pin[];
  readonly index: number;
  readonly known: readonly KnownPin[];
}) {
  const product = useActiveProduct();
  const { data: products = [] } = useProducts();
  const hasDates = product !== null && datesOf(products, product).length > 1;
  const copy = async () => {
    await copyText(pixelTable(known));
    sayInfo(`The values of ${known.length === 1 ? '1 pixel' : `${known.length} pixels`} are on the clipboard.`);
  };
  return (
    <div className="section">
      <div className="section-title">
        <span className="grow">Pixels</span>
        <ToolButton
          small
          icon={ChartSpline}
          label="Pixel through time"
          hint="Shift+T"
          disabled={!hasDates}
          onClick={() => runCommand('series')}
        />
        <ToolButton small icon={Copy} label="Copy all values as a table" onClick={() => void copy()} />
        <ToolButton small icon={Trash2} label="Remove all pins" onClick={clearPins} />
      </div>
      <div className="pins" style={{ margin: '0 -10px' }}>
        {pins.map((pin, place) => (
          <div key={pin.id} className="pin-row" aria-current={place === index}>
            <span className="swatch" style={{ background: pin.colour, borderRadius: '50%' }} />
            <button type="button" className="pick" onClick={() => usePins.setState({ selected: pin.id })}>
              {place + 1}: {lonLatText(pin.lon, pin.lat)}
            </button>
            <ToolButton small icon={X} label={`Remove pin ${place + 1}`} onClick={() => removePin(pin.id)} />
          </div>
        ))}
      </div>
    </div>
  );
}

/** All that is known of one pixel but its spectrum. */
function PixelValues({ pin, number, report }: KnownPin) {
  const choice = useActiveScene()?.choice;
  return (
    <>
      <div className="section">
        <div className="section-title">
          Class of pixel {number} <small>{choice ? `mask ${choice.grid} m` : ''}</small>
        </div>
        <Classes pin={pin} />
      </div>
      <div className="section">
        <div className="section-title">Probabilities of pixel {number}</div>
        <Probabilities report={report} />
      </div>
      <div className="section">
        <PixelFacts report={report} />
      </div>
      <div className="section">
        <BandTable report={report} />
      </div>
    </>
  );
}

/** Values of pinned pixels: spectra together, the rest for the one that is chosen. */
export default function InspectPanel() {
  const pins = usePins((state) => state.pins);
  const selected = usePins((state) => state.selected);
  const isInspecting = useUi((ui) => ui.tool === 'inspect');
  const results = useReports(pins);
  if (pins.length === 0) return <NoPins isInspecting={isInspecting} />;
  const index = Math.max(
    0,
    pins.findIndex(({ id }) => id === selected),
  );
  const current = results[index];
  const known = pins.flatMap((pin, place): KnownPin[] => {
    const report = results[place]?.data;
    return report ? [{ pin, number: place + 1, report }] : [];
  });
  const shown = known.find(({ number }) => number === index + 1);
  return (
    <div className="panel-scroll">
      <PinList pins={pins} index={index} known={known} />
      <div className="section">
        <div className="section-title">
          Spectrum <small>reflectance by wavelength</small>
        </div>
        <Spectrum
          series={known.map(({ pin, number, report }) => ({ name: `Pixel ${number}`, colour: pin.colour, report }))}
        />
      </div>
      {current?.isPending && <RowsSkeleton />}
      {current?.error && (
        <div className="section">
          <ErrorNotice error={current.error} />
        </div>
      )}
      {shown && <PixelValues {...shown} />}
    </div>
  );
}
