import { csvText } from '../../../electron/engine/contract/csv.ts';
import { madeText, type SeasonRow, STATE_WORDS } from './rows.ts';

const CLASSES = ['clear', 'cloud', 'semi', 'shadow', 'missing'] as const;
const HEAD = [
  ...['product', 'tile', 'sensing_time', 'level', 'state'],
  ...CLASSES.map((id) => `${id}_percent`),
  ...['settings', 'corrections', 'network', 'grid_m', 'seconds', 'warnings', 'files', 'error'],
];

/** The rows as a table for other programs: percentages of the valid pixels, of all for missing; times in seconds. */
export function seasonCsv(rows: readonly SeasonRow[]): string {
  const lines = rows.map((row) => {
    const { job } = row;
    const made = job.result?.made;
    return [
      ...[row.name, row.tile, row.date, row.level, STATE_WORDS[job.state]],
      ...CLASSES.map((id) => row.percent?.[id]?.toFixed(3)).map((text) => (text === undefined ? null : Number(text))),
      ...[madeText(row), made?.corrections, made?.pack, made?.grid],
      job.state === 'done' ? Number(job.result?.seconds.toFixed(1)) : null,
      row.warnings.join(' | '),
      job.result?.files.map(({ name }) => name).join(' | '),
      job.error?.message,
    ];
  });
  return csvText([HEAD, ...lines]);
}
