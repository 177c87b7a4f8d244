import { Select } from '@mantine/core';
import ChartSpline from 'lucide-react/icons/chart-spline';
import ChevronDown from 'lucide-react/icons/chevron-down';
import ChevronLeft from 'lucide-react/icons/chevron-left';
import ChevronRight from 'lucide-react/icons/chevron-right';
import ChevronUp from 'lucide-react/icons/chevron-up';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { compareWithDate, stepDate } from '../actions/dates.ts';
import { runCommand } from '../commands/registry.ts';
import { comparesDates } from '../map/overlays.ts';
import { useChosenArea } from '../state/areas.ts';
import { sceneName, tileName } from '../state/product-name.ts';
import { useScenes } from '../state/scenes.ts';
import { type StripScope, useStrip } from '../state/strip.ts';
import { endDateComparison, useUi } from '../state/ui.ts';
import { ToolButton } from '../widgets/ToolButton.tsx';
import { DateChip } from './DateChip.tsx';
import { Previews } from './Previews.tsx';
import { StripFilter } from './StripFilter.tsx';
import { type StripDate, useListedDates, useStripDates } from './use-strip-dates.ts';

function Controls({ dates, listed }: { readonly dates: readonly StripDate[]; readonly listed: number }) {
  const scope = useStrip((strip) => strip.scope);
  const hasArea = useChosenArea() !== null;
  const active = useScenes((state) => state.active);
  const other = useUi((ui) => (comparesDates(ui) ? ui.otherDate : null));
  return (
    <div className="strip-controls">
      <div className="row">
        <Select
          aria-label="Clear share of"
          title="What the clear share is counted in"
          data={[
            { value: 'scene', label: 'Clear of scene' },
            { value: 'view', label: 'Clear of view' },
            { value: 'area', label: 'Clear of AOI', disabled: !hasArea },
          ]}
          value={scope === 'area' && !hasArea ? 'scene' : scope}
          onChange={(value) => value && useStrip.setState({ scope: value as StripScope })}
          allowDeselect={false}
        />
        <ToolButton
          small
          icon={ChevronDown}
          label="Fold the strip"
          hint="Shift+D"
          onClick={() => useStrip.setState({ folded: true })}
        />
      </div>
      <Select
        aria-label="Compare with another date"
        placeholder="Compare with…"
        data={dates
          .filter(({ product }) => product.id !== active)
          .map(({ product }) => ({ value: product.id, label: sceneName(product) }))}
        value={other}
        clearable
        onChange={(id) => (id ? compareWithDate(id) : endDateComparison())}
      />
      <div className="row">
        <StripFilter dates={dates} listed={listed} />
        <ToolButton
          small
          icon={ChartSpline}
          label="Pixel through time"
          hint="Shift+T"
          onClick={() => runCommand('series')}
        />
      </div>
      <Previews dates={dates} />
    </div>
  );
}

/** Tells stepping which dates pass the filter. */
function useTellListed(listed: readonly StripDate[]): void {
  const ids = listed.map(({ product }) => product.id).join();
  useEffect(() => {
    useStrip.setState({ listed: ids === '' ? [] : ids.split(',') });
    return () => useStrip.setState({ listed: null });
  }, [ids]);
}

/** Scrolls a chip into the middle of its row: by its neighbours, for it may stick to an end itself. */
function centre(row: HTMLElement, chip: HTMLElement | null): void {
  if (!chip) return;
  const before = [...row.children].indexOf(chip);
  const pitch = chip.offsetWidth + GAP_PIXELS;
  row.scrollTo({ left: before * pitch - (row.clientWidth - chip.offsetWidth) / 2 });
}

const GAP_PIXELS = 4;

/** All open dates of the place that the map shows, in one row under it; nothing where there is only one. */
export function TimeStrip() {
  const dates = useStripDates();
  const passing = useListedDates(dates);
  const active = useScenes((state) => state.active);
  const folded = useStrip((strip) => strip.folded);
  const other = useUi((ui) => (comparesDates(ui) ? ui.otherDate : null));
  const row = useRef<HTMLDivElement>(null);
  useTellListed(passing);
  const isThere = dates.length > 1 && !folded;
  useEffect(() => {
    const list = row.current;
    if (!list || !isThere) return;
    const chipOf = () => list.querySelector<HTMLElement>(`[data-product="${active}"]`);
    if (list.contains(document.activeElement)) chipOf()?.focus({ preventScroll: true });
    const observer = new ResizeObserver(() => centre(list, chipOf()));
    centre(list, chipOf());
    observer.observe(list);
    return () => observer.disconnect();
  }, [active, isThere]);
  if (dates.length < 2) return null;
  // The current date is there whatever the filter says.
  const shown = dates.filter((date) => date.product.id === active || passing.includes(date));
  const place = tileName(dates.find(({ product }) => product.id === active)?.product ?? dates[0]!.product);
  const withYear = new Set(shown.map(({ product }) => product.sensingTime?.slice(0, 4))).size > 1;
  if (folded) {
    return (
      <section className="strip folded" aria-label="Dates">
        <ToolButton
          small
          icon={ChevronUp}
          label={`Show the ${dates.length} dates of ${place}`}
          text={`${dates.length} dates of ${place}`}
          onClick={() => useStrip.setState({ folded: false })}
        />
      </section>
    );
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    stepDate(step);
  };
  return (
    <section className="strip" aria-label="Dates">
      <ToolButton icon={ChevronLeft} label="Date before" hint="," onClick={() => runCommand('date-before')} />
      <div ref={row} className="dates" role="radiogroup" aria-label={`Dates of ${place}`} onKeyDown={onKeyDown}>
        {shown.map((date) => (
          <DateChip
            key={date.product.id}
            date={date}
            isActive={date.product.id === active}
            isOther={date.product.id === other}
            withYear={withYear}
          />
        ))}
        {shown.length === 1 && <span className="faint">No other date passes the filter.</span>}
      </div>
      <ToolButton icon={ChevronRight} label="Date after" hint="." onClick={() => runCommand('date-after')} />
      <Controls dates={dates} listed={passing.length} />
    </section>
  );
}
