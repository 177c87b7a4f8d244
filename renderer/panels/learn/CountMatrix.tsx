import { grouped } from '../../widgets/format.ts';
import { shortCount } from '../compare/ConfusionTable.tsx';

const CLASSES = ['clear', 'shadow', 'semi', 'cloud'] as const;

interface Props {
  readonly title: string;
  /** What the rows and the columns are. */
  readonly corner: string;
  readonly counts: readonly (readonly number[])[];
  /** The same counted before something was changed: cells tell the difference. */
  readonly before?: readonly (readonly number[])[];
}

/** Pixels by class and class. */
export function CountMatrix({ title, corner, counts, before }: Props) {
  const most = Math.max(1, ...counts.flat());
  return (
    <table className="matrix">
      <caption>{title}</caption>
      <thead>
        <tr>
          <th scope="col" style={{ textAlign: 'left' }}>
            {corner}
          </th>
          {CLASSES.map((id) => (
            <th key={id} scope="col">
              {id}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {CLASSES.map((id, row) => (
          <tr key={id}>
            <th scope="row">{id}</th>
            {CLASSES.map((other, column) => {
              const pixels = counts[row]?.[column] ?? 0;
              const change = before ? pixels - (before[row]?.[column] ?? 0) : 0;
              const tint = `color-mix(in srgb, var(--accent) ${Math.round(Math.sqrt(pixels / most) * 30)}%, transparent)`;
              return (
                <td
                  key={other}
                  className={row === column ? 'same' : undefined}
                  title={`${grouped(pixels)} pixels${before ? `, ${change >= 0 ? '+' : ''}${grouped(change)}` : ''}`}
                  style={{ background: tint }}
                >
                  {shortCount(pixels)}
                  {change !== 0 && <small> {change > 0 ? `+${shortCount(change)}` : `−${shortCount(-change)}`}</small>}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
