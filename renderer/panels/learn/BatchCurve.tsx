import { useLabelProgress } from '../../state/label/project.ts';
import { accuracyInterval, stopAdvice } from '../../state/label/stop-advice.ts';
import { ErrorNotice } from '../../widgets/Notice.tsx';
import { RowsSkeleton } from '../../widgets/RowsSkeleton.tsx';

const [WIDTH, HEIGHT, LEFT, FOOT] = [280, 96, 34, 16];
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** How much of each batch had to be corrected, whether to go on, and how often the network is right. */
export function BatchCurve() {
  const { data, error, isPending } = useLabelProgress();
  if (error) return <ErrorNotice error={error} />;
  if (isPending) return <RowsSkeleton />;
  const { batches, accuracy } = data;
  const { stop, text } = stopAdvice(batches);
  const shares = batches.flatMap(({ number, correctedShare }) =>
    correctedShare === null ? [] : [{ number, share: correctedShare }],
  );
  const most = Math.max(0.01, ...shares.map(({ share }) => share));
  const x = (index: number): number => LEFT + ((index + 0.5) * (WIDTH - LEFT)) / Math.max(1, batches.length);
  const y = (share: number): number => 6 + (1 - share / most) * (HEIGHT - FOOT - 6);
  const points = shares.map(
    ({ number, share }) => [x(batches.findIndex((one) => one.number === number)), y(share)] as const,
  );
  return (
    <section className="section stack" aria-label="Corrected share by batch">
      <div className="section-title">Corrected share by batch</div>
      {batches.length === 0 ? (
        <span className="dim">No batch yet: rank, and add the chips to the project.</span>
      ) : (
        <>
          {shares.length > 0 && (
            <svg
              className="batch-curve"
              viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
              role="img"
              aria-label={shares.map(({ number, share }) => `batch ${number} ${percent(share)}`).join(', ')}
            >
              <text x={LEFT - 4} y={y(most) + 4} textAnchor="end">
                {percent(most)}
              </text>
              <text x={LEFT - 4} y={y(0)} textAnchor="end">
                0
              </text>
              <line x1={LEFT} x2={WIDTH} y1={y(0)} y2={y(0)} />
              <polyline points={points.map((at) => at.join(',')).join(' ')} />
              {points.map(([left, top], i) => (
                <circle key={shares[i]!.number} cx={left} cy={top} r={3} />
              ))}
              {batches.map(({ number }, i) => (
                <text key={number} x={x(i)} y={HEIGHT - 3} textAnchor="middle">
                  {number}
                </text>
              ))}
            </svg>
          )}
          <table className="matrix">
            <thead>
              <tr>
                <th scope="col" style={{ textAlign: 'left' }}>
                  batch
                </th>
                <th scope="col">accepted</th>
                <th scope="col">corrected</th>
              </tr>
            </thead>
            <tbody>
              {batches.map(({ number, chips, accepted, correctedShare }) => (
                <tr key={number}>
                  <th scope="row">{number}</th>
                  <td>
                    {accepted} of {chips}
                  </td>
                  <td>{correctedShare === null ? '–' : percent(correctedShare)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <p className={`learn-advice${stop ? ' stop' : ''}`}>{text}</p>
        </>
      )}
      {accuracy && <Accuracy accuracy={accuracy} />}
    </section>
  );
}

function Accuracy({ accuracy }: { readonly accuracy: Parameters<typeof accuracyInterval>[0] }) {
  const { share, bounds } = accuracyInterval(accuracy);
  return (
    <dl className="facts">
      <dt>Accuracy</dt>
      <dd>
        {percent(share)}
        {bounds && ` (95 %: ${percent(bounds[0])} to ${percent(bounds[1])})`}
        <br />
        <span className="dim">
          of the network, on {accuracy.chips} {accuracy.chips === 1 ? 'chip' : 'chips'} that chance chose
          {bounds === null && '; more of them tell how sure that is'}
        </span>
      </dd>
    </dl>
  );
}
