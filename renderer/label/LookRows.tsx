import { Slider, Switch } from '@mantine/core';
import type { LabelChip } from '../api/types.ts';
import { runCommand } from '../commands/registry.ts';
import { ORIGINS } from '../state/label/classes.ts';
import { setLabelTools, useLabelTools } from '../state/label/tools.ts';
import { percentText } from '../widgets/format.ts';
import { Swatch } from '../widgets/Swatch.tsx';
import { useChipDates } from './DatePanes.tsx';

function Origins({ origins }: { readonly origins: readonly number[] }) {
  const pixels = origins.reduce((sum, count) => sum + count, 0);
  return (
    <ul className="bare label-origins" aria-label="Who said it">
      {ORIGINS.map(({ name, colour }, index) => (
        <li key={name}>
          <Swatch colour={colour} />
          <span className="ellipsis">{name}</span>
          <span className="num">{pixels > 0 ? percentText((100 * (origins[index] ?? 0)) / pixels) : ''}</span>
        </li>
      ))}
    </ul>
  );
}

/** How labels and pictures are seen. */
export function LookRows({ chip }: { readonly chip: LabelChip }) {
  const { origins } = chip;
  const { data: dates } = useChipDates(chip, true);
  const hasDates = !dates || dates.some(({ role }) => role !== null);
  const { opacity, isHidden, showsOrigin, showsDates, ownContrast } = useLabelTools();
  return (
    <div className="stack">
      <div className="row">
        <span className="label">Labels</span>
        <div className="grow">
          <Slider
            thumbLabel="Opacity of the labels"
            min={0.05}
            max={1}
            step={0.05}
            label={null}
            value={opacity}
            onChange={(value) => setLabelTools({ opacity: value, isHidden: false })}
          />
        </div>
        <span className="num label-percent">{isHidden ? 'hidden' : `${Math.round(100 * opacity)} %`}</span>
      </div>
      <div className="label-switches">
        <Switch label="Hide labels (H)" checked={isHidden} onChange={() => runCommand('label-hide')} />
        <Switch label="Who said it (O)" checked={showsOrigin} onChange={() => runCommand('label-origin')} />
        <Switch
          label="Clear dates (D)"
          description={hasDates ? undefined : 'none is open'}
          checked={showsDates}
          onChange={() => runCommand('label-dates')}
        />
        <Switch
          title="Contrast of this chip, not the same for all"
          label="Contrast (C)"
          checked={ownContrast}
          onChange={() => runCommand('label-contrast')}
        />
      </div>
      {showsOrigin && <Origins origins={origins} />}
    </div>
  );
}
