import { useQuery } from '@tanstack/react-query';
import { labelEngine } from '../api/label-engine.ts';
import type { ChipDate, LabelChip } from '../api/types.ts';
import { labelProject } from '../state/label/project.ts';
import { useLabelTools } from '../state/label/tools.ts';
import type { View } from '../state/label/views.ts';
import { sensingText } from '../widgets/format.ts';
import { ChipPane } from './ChipPane.tsx';
import { wantedImage } from './use-chip-views.ts';

const day = (date: ChipDate) => sensingText(date.sensingTime).replace(/ \d\d:\d\d UTC$/, '');

function DatePane({
  role,
  date,
  chip,
  view,
}: {
  role: 'previous' | 'next';
  date: ChipDate;
  chip: LabelChip;
  view: View;
}) {
  const ownContrast = useLabelTools((tools) => tools.ownContrast);
  const title = role === 'previous' ? 'Clear date before' : 'Clear date after';
  const share = date.clearShare === null ? '' : `, ${Math.round(100 * date.clearShare)} % clear`;
  return (
    <ChipPane
      name={`${title}: ${day(date)}`}
      chip={chip}
      wanted={view.source && wantedImage(chip, view.source, ownContrast, date.product)}
      place={null}
      head={
        <span className="label-view">
          <strong>{day(date)}</strong>
          <span>{`${role}${share}`}</span>
        </span>
      }
    />
  );
}

const ROLES = ['previous', 'next'] as const;

/** Asks for the other dates of a chip's place. */
export function useChipDates(chip: LabelChip, isWanted: boolean) {
  const project = labelProject() ?? '';
  return useQuery({
    queryKey: ['label-dates', project, chip.id],
    queryFn: () => labelEngine.dates(project, chip.id),
    enabled: isWanted && project !== '',
    staleTime: 60_000,
    retry: false,
  });
}

/** The nearest clear dates of the same place, before and after, in the view of the first pane; nothing where none is open. */
export function DatePanes({ chip, view }: { readonly chip: LabelChip; readonly view: View | undefined }) {
  const { data: dates } = useChipDates(chip, true);
  const found = ROLES.flatMap((role) => {
    const date = dates?.find((one) => one.role === role);
    return date ? [{ role, date }] : [];
  });
  if (!view || found.length === 0) return null;
  return (
    <div className="label-dates">
      {ROLES.map((role) => {
        const one = found.find((pane) => pane.role === role);
        if (one) return <DatePane key={role} role={role} date={one.date} chip={chip} view={view} />;
        return (
          <p key={role} className="label-no-date">
            {`No clear date ${role === 'previous' ? 'before' : 'after'} this one is open.`}
          </p>
        );
      })}
    </div>
  );
}
