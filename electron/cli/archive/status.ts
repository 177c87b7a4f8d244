import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Command } from 'commander';
import { readRun } from '../../engine/archive/run-file.ts';
import { type RunFolder, runFolder } from '../../engine/archive/run-folder.ts';
import { type ArchiveStatus, archiveStatus } from '../../engine/archive/status.ts';
import { quoted } from '../../engine/core/shell-word.ts';
import { numberFlag } from '../stack-options.ts';
import { print, printable, UsageError } from '../terminal.ts';

interface StatusFlags {
  readonly watch?: boolean;
  readonly every: string;
  readonly json?: boolean;
}

/** `nephoscope archive status RUN [--watch]` */
export function addArchiveStatus(archive: Command, signal: AbortSignal): void {
  archive
    .command('status')
    .description('how far a run is: counts, failures by reason, pace, time left')
    .argument('<run>', 'folder of the run')
    .option('--watch', 'show it again and again, until nothing is left to be done')
    .option('--every <seconds>', 'with --watch', '10')
    .option('--json', 'print one JSON object')
    .action((path: string, flags: StatusFlags) => runStatus(runFolder(resolve(path)), flags, signal));
}

async function runStatus(folder: RunFolder, flags: StatusFlags, signal: AbortSignal): Promise<void> {
  const seconds = numberFlag('--every', flags.every) ?? 10;
  if (!(seconds > 0)) throw new UsageError(`--every wants seconds above 0, not "${flags.every}".`);
  for (;;) {
    // Read anew each time: a plan may have added products.
    const status = await archiveStatus(folder, await readRun(folder));
    if (flags.watch && process.stdout.isTTY) process.stdout.write('\x1b[H\x1b[2J');
    print(flags.json ? JSON.stringify(status) : lines(folder, status).join('\n'));
    const open = status.running + status.waiting + status.failed + status.left;
    if (!flags.watch || open === 0 || signal.aborted) return;
    await setTimeout(seconds * 1000, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
  }
}

function lines(folder: RunFolder, status: ArchiveStatus): readonly string[] {
  const { products, done, running, waiting, failed, broken, left, hosts, perHour, secondsLeft } = status;
  const percent = products === 0 ? 0 : (100 * done) / products;
  const on = hosts.length > 0 ? ` on ${hosts.length} ${hosts.length === 1 ? 'machine' : 'machines'}` : '';
  const result = [
    `${printable(folder.path)}: ${products} products`,
    `  done     ${done} (${percent.toFixed(1)} %)`,
    `  running  ${running}${on}`,
    `  waiting  ${waiting}`,
    `  failed   ${failed}, to be tried again`,
    `  broken   ${broken}, not to be tried again`,
  ];
  if (left > 0) result.push(`  ${left} of those that are not done had workers that died; they are taken up again`);
  if (perHour !== null) {
    const pace = `${perHour.toFixed(perHour < 10 ? 1 : 0)} products an hour`;
    const each = status.secondsPerProduct === null ? '' : `, ${status.secondsPerProduct.toFixed(1)} s each`;
    result.push(`pace: ${pace}${each}${secondsLeft === null ? '' : `; about ${duration(secondsLeft)} left`}`);
  }
  for (const { state, reason, remedy, count, examples } of status.failures) {
    result.push(`${count} ${state}: ${printable(short(reason))}${remedy === null ? '' : ` ${printable(remedy)}`}`);
    result.push(`  for example ${examples.map((id) => printable(id)).join(', ')}`);
  }
  if (status.failuresNotRead > 0) result.push(`${status.failuresNotRead} more failures were not looked into`);
  if (failed + broken > 0) {
    const path = printable(folder.path);
    result.push(
      `to try again: nephoscope archive retry ${quoted(path)}${broken > 0 ? ' (--broken for all)' : ''}, then submit`,
    );
  }
  return result;
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 5400) return `${Math.ceil(seconds / 60)} min`;
  return seconds < 172_800 ? `${(seconds / 3600).toFixed(1)} h` : `${(seconds / 86_400).toFixed(1)} days`;
}

const LONGEST_REASON = 240;

function short(text: string): string {
  return text.length <= LONGEST_REASON ? text : `${text.slice(0, LONGEST_REASON)}...`;
}
