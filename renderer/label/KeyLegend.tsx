import { runCommand } from '../commands/registry.ts';
import { LABEL_CLASSES, type LabelClass } from '../state/label/classes.ts';
import { useLabelTools } from '../state/label/tools.ts';
import { percentText } from '../widgets/format.ts';
import { Swatch } from '../widgets/Swatch.tsx';

const MISSING = 5;

function Key({ of: { code, name, colour }, share }: { readonly of: LabelClass; readonly share: number | null }) {
  const isChosen = useLabelTools(({ label }) => label === code);
  return (
    <button
      type="button"
      className="label-key"
      aria-pressed={isChosen}
      onClick={(event) => {
        runCommand(`label-class-${code}`);
        if (event.detail > 0) event.currentTarget.blur();
      }}
    >
      <span className="kbd">{code}</span>
      <span className="ellipsis">{name}</span>
      <Swatch colour={colour} hatched={code === MISSING} />
      <small>{share === null ? '' : percentText(100 * share)}</small>
    </button>
  );
}

/** What can be painted, by its key, and how much of the chip is labelled so. */
export function KeyLegend({ counts }: { readonly counts: readonly number[] }) {
  const pixels = counts.reduce((sum, count) => sum + count, 0);
  return (
    <fieldset className="bare label-keys" aria-label="What is painted">
      {LABEL_CLASSES.map((one) => (
        <Key key={one.code} of={one} share={pixels > 0 ? (counts[one.code] ?? 0) / pixels : null} />
      ))}
    </fieldset>
  );
}
