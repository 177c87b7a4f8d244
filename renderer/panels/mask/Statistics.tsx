import { Skeleton } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { memo } from 'react';
import type { ClassId, MaskStatistics } from '../../api/types.ts';
import { useAbout } from '../../state/queries.ts';
import { useOfScene, useScenes } from '../../state/scenes.ts';
import { donePercent, grouped, percentText } from '../../widgets/format.ts';
import { ErrorNotice } from '../../widgets/Notice.tsx';
import { Swatch } from '../../widgets/Swatch.tsx';
import { ScopeChoice } from '../ScopeChoice.tsx';

interface Props {
  readonly data: MaskStatistics | undefined;
  readonly error: UseQueryResult<MaskStatistics>['error'];
  /** Still those of what was shown before. */
  readonly isBefore: boolean;
  readonly order: readonly ClassId[];
  readonly fraction: number;
}

interface RowsProps {
  readonly data: MaskStatistics | undefined;
  readonly order: readonly ClassId[];
  readonly isApproximate: boolean;
}

function Rows({ data, order, isApproximate }: RowsProps) {
  const { data: about } = useAbout();
  const classes = useOfScene((scene) => scene.classes);
  return order.map((id) => {
    const row = data?.classes.find((one) => one.id === id);
    const colour = classes?.[id].colour ?? null;
    return (
      <tr key={id}>
        <td className="sign">
          <Swatch colour={colour} hatched={id === 'missing'} />
        </td>
        <td className="name">{about?.classes.find((one) => one.id === id)?.name ?? id}</td>
        <td className="num">
          {row ? (
            `${isApproximate ? '≈' : ''}${percentText(row.percent)}`
          ) : (
            <Skeleton height={10} width={40} ml="auto" />
          )}
        </td>
        <td className="num">
          {row ? (
            `${grouped(row.squareKilometres, row.squareKilometres < 100 ? 1 : 0)} km²`
          ) : (
            <Skeleton height={10} width={52} ml="auto" />
          )}
        </td>
      </tr>
    );
  });
}

/** Share and area of each class; they move with the sliders. */
export const Statistics = memo(function Statistics({ data, error, isBefore, order, fraction }: Props) {
  const grid = useOfScene((scene) => scene.choice)?.grid;
  const dragging = useScenes((state) => state.dragging);
  // While a slider moves they are of a coarser mask, or still those of its place before.
  const isApproximate = data !== undefined && (dragging || isBefore || (data.fraction === 1 && !data.exact));
  return (
    <div className="section" style={{ borderTop: '1px solid var(--line)', flex: 'none' }}>
      <div className="section-title">
        <span className="grow">
          Statistics{grid !== undefined && !isBefore && <small className="grid-size">, {grid} m</small>}
        </span>
        <ScopeChoice label="Statistics for" />
      </div>
      {error ? (
        <ErrorNotice error={error} />
      ) : (data?.fraction ?? fraction) === 0 ? (
        <span className="dim">They come with the first tiles of the mask.</span>
      ) : (
        <>
          <table className="stats">
            <thead className="visually-hidden">
              <tr>
                <th>Colour</th>
                <th>Class</th>
                <th>Percent of valid pixels</th>
                <th>Area</th>
              </tr>
            </thead>
            <tbody>
              <Rows data={data} order={order} isApproximate={isApproximate} />
            </tbody>
          </table>
          {isApproximate && (
            <div className="dim">{dragging || !isBefore ? 'While moving: approximate.' : 'Being counted anew.'}</div>
          )}
          {data && data.fraction < 1 && (
            <div className="dim">Of the {donePercent(data.fraction)} % that are computed.</div>
          )}
        </>
      )}
    </div>
  );
});
