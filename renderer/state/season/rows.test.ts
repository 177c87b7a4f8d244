import { describe, expect, test } from 'vitest';
import type { Job } from '../../api/types.ts';
import { waitingExport } from '../../test/job.ts';
import { seasonCsv } from './csv.ts';
import { filteredRows, seasonProgress, seasonRows, sortedRows } from './rows.ts';

const job = (day: string, change: Partial<Job> = {}): Job =>
  waitingExport({
    id: day,
    title: `S2A_MSIL2A_2024${day}T101031_N0510_R022_T33UVU_20240506T141500.SAFE`,
    ...change,
  });
const done = (day: string, clear: number, seconds: number, warnings: string[] = []): Job =>
  job(day, {
    state: 'done',
    endedAt: '2026-01-01T00:00:00Z',
    result: { files: [], percent: { clear, cloud: 100 - clear }, seconds, warnings },
  });
const days = (rows: ReturnType<typeof seasonRows>) => rows.map(({ job: { id } }) => id);

describe('the rows of a season', () => {
  const rows = seasonRows(
    [job('0521'), done('0506', 40, 10), done('0511', 90, 20, ['B10 is missing']), job('0516', { kind: 'mask' })],
    [],
  );

  test('are exports, told by their names before they are opened', () => {
    expect(rows[0]).toMatchObject({ tile: '33UVU', date: '2024-05-21', level: 'L2A', percent: null });
    expect(rows).toHaveLength(3);
  });

  test('are sorted either way, what has no value last', () => {
    expect(days(sortedRows(rows, { column: 'clear', descending: true }))).toEqual(['0511', '0506', '0521']);
    expect(days(sortedRows(rows, { column: 'clear', descending: false }))).toEqual(['0506', '0511', '0521']);
    expect(days(sortedRows(rows, { column: 'date', descending: false }))).toEqual(['0506', '0511', '0521']);
  });

  test('are filtered by all words', () => {
    expect(days(filteredRows(rows, 'done 2024-05-11'))).toEqual(['0511']);
    expect(days(filteredRows(rows, 'b10'))).toEqual(['0511']);
    expect(filteredRows(rows, 'waiting done')).toEqual([]);
  });

  test('tell how far they are and what is left', () => {
    const running = job('0526', { state: 'running', fraction: 0.5, secondsLeft: null });
    const all = seasonRows([...rows.map((row) => row.job), running], []);
    expect(seasonProgress(all)).toMatchObject({ ended: 2, total: 4, fraction: 0.625, secondsLeft: 7.5 + 15 });
    expect(seasonProgress(seasonRows([job('0601')], [])).secondsLeft).toBeNull();
  });

  test('are a table for other programs, which takes nothing for a formula', () => {
    const failed = job('0601', {
      state: 'failed',
      endedAt: '2026-01-01T00:00:00Z',
      title: '=cmd,"x"',
      error: { name: 'E', message: 'a, b' },
    });
    const [head, first, second] = seasonCsv(seasonRows([done('0506', 40.12345, 10), failed], [])).split('\r\n');
    expect(head!.split(',').slice(0, 6)).toEqual([
      'product',
      'tile',
      'sensing_time',
      'level',
      'state',
      'clear_percent',
    ]);
    expect(first).toMatch(
      /^S2A_MSIL2A_20240506T101031_N0510_R022_T33UVU_20240506T141500\.SAFE,33UVU,2024-05-06,L2A,done,40\.123,/,
    );
    expect(second).toMatch(/^"'=cmd,""x""",/);
    expect(second).toMatch(/,"a, b"$/);
  });
});
