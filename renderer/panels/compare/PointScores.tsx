import type { PointReport } from '../../api/types.ts';
import { useAbout } from '../../state/queries.ts';

type Scores = NonNullable<PointReport['scores']>;

const percent = (value: number | null) => (value === null ? 'none' : `${(value * 100).toFixed(1)} %`);
const range = (interval: readonly [number, number] | null) =>
  interval === null ? '' : `${(interval[0] * 100).toFixed(1)} to ${(interval[1] * 100).toFixed(1)}`;

function Score({
  value,
  interval,
}: {
  readonly value: number | null;
  readonly interval: readonly [number, number] | null;
}) {
  return (
    <>
      {percent(value)} {interval && <span className="interval">{range(interval)}</span>}
    </>
  );
}

/** Scores of the mask on reference points, each with its confidence interval. */
export function PointScores({ scores }: { readonly scores: Scores }) {
  const { data: about } = useAbout();
  return (
    <>
      <dl className="facts">
        <dt>Points</dt>
        <dd>{scores.count}</dd>
        <dt>Overall</dt>
        <dd>
          <Score value={scores.overallAccuracy} interval={scores.overallInterval} />
        </dd>
        <dt>Balanced</dt>
        <dd>
          <Score value={scores.balancedAccuracy} interval={scores.balancedInterval} />
        </dd>
        {scores.weighted && (
          <>
            <dt>By area</dt>
            <dd>
              {percent(scores.weighted.overallAccuracy)}{' '}
              {scores.weighted.standardError !== null && (
                <span className="interval">± {(100 * scores.weighted.standardError).toFixed(1)} standard error</span>
              )}
            </dd>
          </>
        )}
      </dl>
      <table className="table">
        <thead>
          <tr>
            <th>Class</th>
            <th className="num">n</th>
            <th className="num">Producer's</th>
            <th className="num">User's</th>
          </tr>
        </thead>
        <tbody>
          {scores.classes.map((row) => (
            <tr key={row.id}>
              <td title={about?.classes.find(({ id }) => id === row.id)?.name}>{row.id}</td>
              <td className="num">{row.count}</td>
              <td className="num" title={`${range(row.producersInterval)} %`}>
                <Score value={row.producersAccuracy} interval={row.producersInterval} />
              </td>
              <td className="num" title={`${range(row.usersInterval)} %`}>
                <Score value={row.usersAccuracy} interval={row.usersInterval} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <span className="dim">{scores.intervalMethod}.</span>
    </>
  );
}
