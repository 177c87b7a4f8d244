import Copy from 'lucide-react/icons/copy';
import type { ConfusionReport } from '../../api/types.ts';
import { sayInfo } from '../../state/messages.ts';
import { useAbout } from '../../state/queries.ts';
import { copyText } from '../../widgets/clipboard.ts';
import { grouped } from '../../widgets/format.ts';
import { ToolButton } from '../../widgets/ToolButton.tsx';

/** The exact counts, for a spreadsheet: rows by reference, columns by mask. */
function exactTable({ classes, matrix }: ConfusionReport): string {
  const rows = classes.map((id, row) => [id, ...(matrix[row] ?? [])].join('\t'));
  return [['reference \\ mask', ...classes].join('\t'), ...rows].join('\n');
}

/** Pixels in a short form: `1.2 M`, `34 k`. */
export function shortCount(pixels: number): string {
  if (pixels >= 999_500) return `${(pixels / 1e6).toFixed(pixels >= 9.95e6 ? 0 : 1)} M`;
  if (pixels >= 9_995) return `${(pixels / 1e3).toFixed(0)} k`;
  return String(pixels);
}

const share = (value: number | null) => (value === null ? 'none' : `${(value * 100).toFixed(1)} %`);
const SHORT: Readonly<Record<string, string>> = {
  clear: 'clear',
  shadow: 'shadow',
  semi: 'semi',
  cloud: 'cloud',
  missing: 'missing',
};

export function ConfusionTable({ report }: { readonly report: ConfusionReport }) {
  const { data: about } = useAbout();
  const most = Math.max(1, ...report.matrix.flat());
  const pixels = report.matrix.flat().reduce((sum, count) => sum + count, 0);
  const copy = async () => {
    await copyText(exactTable(report));
    sayInfo('The exact counts are on the clipboard.');
  };
  return (
    <>
      <table className="matrix">
        <caption className="visually-hidden">Pixels by class of the reference (rows) and of the mask (columns)</caption>
        <thead>
          <tr>
            <th scope="col" style={{ textAlign: 'left' }}>
              ref. \ mask
            </th>
            {report.classes.map((id) => (
              <th key={id} scope="col">
                {SHORT[id]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {report.classes.map((id, row) => (
            <tr key={id}>
              <th scope="row">{SHORT[id]}</th>
              {report.classes.map((other, column) => {
                const pixels = report.matrix[row]?.[column] ?? 0;
                const tint = `color-mix(in srgb, var(--accent) ${Math.round(Math.sqrt(pixels / most) * 30)}%, transparent)`;
                return (
                  <td
                    key={other}
                    className={row === column ? 'same' : undefined}
                    title={`${grouped(pixels)} pixels`}
                    aria-label={`${pixels} pixels`}
                    style={{ background: tint }}
                  >
                    {shortCount(pixels)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <div className="row">
        <span className="grow dim">{grouped(pixels)} pixels</span>
        <ToolButton small icon={Copy} label="Copy exact counts" text="Copy exact counts" onClick={() => void copy()} />
      </div>
      <table className="table">
        <thead>
          <tr>
            <th>Class</th>
            <th className="num">Producer's</th>
            <th className="num">User's</th>
            <th className="num">F1</th>
          </tr>
        </thead>
        <tbody>
          {report.perClass.map((row) => (
            <tr key={row.id}>
              <td title={about?.classes.find(({ id }) => id === row.id)?.name}>{SHORT[row.id]}</td>
              <td className="num">{share(row.producersAccuracy)}</td>
              <td className="num">{share(row.usersAccuracy)}</td>
              <td className="num">{share(row.f1)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <dl className="facts">
        <dt>Overall</dt>
        <dd>{share(report.overallAccuracy)}</dd>
        <dt>Balanced</dt>
        <dd>{share(report.balancedAccuracy)}</dd>
      </dl>
      <span className="dim">{report.note}</span>
    </>
  );
}
