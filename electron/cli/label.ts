import type { Command } from 'commander';
import { addLabelAgree } from './label-agree.ts';
import { addLabelExport } from './label-export.ts';
import { addLabelImport } from './label-import.ts';
import { addLabelInit } from './label-init.ts';
import { addLabelLocate } from './label-locate.ts';
import { addLabelRank } from './label-rank.ts';

/** `nephoscope label init | rank | export | import | agree | locate` */
export function addLabel(program: Command, signal: AbortSignal): void {
  const label = program.command('label').description('label projects: make, rank, exchange, compare, find again');
  addLabelInit(label);
  addLabelRank(label, signal);
  addLabelExport(label, signal);
  addLabelImport(label);
  addLabelAgree(label);
  addLabelLocate(label);
}
