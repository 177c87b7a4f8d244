import { Button, Popover, SegmentedControl } from '@mantine/core';
import ListFilter from 'lucide-react/icons/list-filter';
import { useState } from 'react';
import { shortMonth } from '../../electron/engine/contract/number-text.ts';
import type { Level } from '../api/types.ts';
import { toggled } from '../state/recipe.ts';
import { isFiltering, NO_FILTER, setFilter, useStrip } from '../state/strip.ts';
import { NumberField } from '../widgets/NumberField.tsx';
import { ToolButton } from '../widgets/ToolButton.tsx';
import { type DateProgress, PROGRESS_NAMES } from './date-state.ts';
import type { StripDate } from './use-strip-dates.ts';

const MONTHS = Array.from({ length: 12 }, (_, month) => shortMonth(month));

function Months({ dates }: { readonly dates: readonly StripDate[] }) {
  const chosen = useStrip((strip) => strip.filter.months);
  const months = dates.flatMap(({ product }) =>
    product.sensingTime ? [new Date(product.sensingTime).getUTCMonth()] : [],
  );
  const present = [...new Set(months)].sort((a, b) => a - b);
  const toggle = (month: number) => {
    const next = toggled(chosen ?? [], month);
    setFilter({ months: next.length > 0 ? next : null });
  };
  return (
    <fieldset className="bare months" aria-label="Months">
      {present.map((month) => (
        <ToolButton
          key={month}
          small
          text={MONTHS[month]}
          label={MONTHS[month] ?? ''}
          pressed={chosen?.includes(month) ?? false}
          onClick={() => toggle(month)}
        />
      ))}
    </fieldset>
  );
}

/** Which dates the strip shows, and what its dots mean. */
export function StripFilter({ dates, listed }: { readonly dates: readonly StripDate[]; readonly listed: number }) {
  const [open, setOpen] = useState(false);
  const filter = useStrip((strip) => strip.filter);
  const active = isFiltering(filter);
  const count = active ? `${listed} of ${dates.length}` : `${dates.length} dates`;
  return (
    <Popover opened={open} onChange={setOpen} position="top-end" trapFocus returnFocus>
      <Popover.Target>
        <button
          type="button"
          className="tool small"
          aria-pressed={active}
          aria-label={`${count}: filter and legend`}
          onClick={() => setOpen(!open)}
        >
          <ListFilter size={14} aria-hidden />
          {count}
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <div className="stack strip-filter">
          <div className="row">
            <span className="label">Clear at least</span>
            <span style={{ width: 76 }}>
              <NumberField
                label="Clear at least, in percent"
                value={filter.leastClear}
                range={{ min: 0, max: 100, digits: 0 }}
                step={5}
                unit="%"
                onCommit={(leastClear) => setFilter({ leastClear })}
              />
            </span>
          </div>
          <div className="row">
            <span className="label">Months</span>
            <Months dates={dates} />
          </div>
          <div className="row">
            <span className="label">Level</span>
            <SegmentedControl
              aria-label="Level"
              data={[
                { value: 'all', label: 'All' },
                { value: 'L1C', label: 'L1C' },
                { value: 'L2A', label: 'L2A' },
              ]}
              value={filter.level ?? 'all'}
              onChange={(level) => setFilter({ level: level === 'all' ? null : (level as Level) })}
            />
          </div>
          <Button
            disabled={!active}
            onClick={() => {
              setFilter(NO_FILTER);
              // A button that is disabled loses the focus, and Escape would find nobody to close this.
              setOpen(false);
            }}
          >
            Show all dates
          </Button>
          <ul className="bare dot-legend" aria-label="What the dots mean">
            {(Object.keys(PROGRESS_NAMES) as DateProgress[]).map((progress) => (
              <li key={progress}>
                <i className={`dot ${progress}`} /> {PROGRESS_NAMES[progress]}
              </li>
            ))}
          </ul>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
