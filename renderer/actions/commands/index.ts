import type { Command } from '../../commands/command.ts';
import { compareCommands } from './compare.ts';
import { correctCommands } from './correct.ts';
import { dateCommands } from './dates.ts';
import { editCommands } from './edit.ts';
import { fileCommands } from './file.ts';
import { helpCommands } from './help.ts';
import { helperCommands } from './helper.ts';
import { labelCommands } from './label.ts';
import { labelModeCommands } from './label-mode.ts';
import { learnCommands } from './learn.ts';
import { maskCommands } from './mask.ts';
import { processCommands } from './process.ts';
import { viewImageCommands } from './view-image.ts';
import { viewMapCommands } from './view-map.ts';
import { viewToolCommands } from './view-tools.ts';
import { viewWindowCommands } from './view-window.ts';

/** All that can be done from menus, toolbar and keys, in the order of the menus. */
export const allCommands: readonly Command[] = [
  ...fileCommands,
  ...editCommands,
  ...viewImageCommands,
  ...viewToolCommands,
  ...viewMapCommands,
  ...viewWindowCommands,
  ...dateCommands,
  ...maskCommands,
  ...correctCommands,
  ...compareCommands,
  ...labelCommands,
  ...learnCommands,
  ...labelModeCommands,
  ...helperCommands,
  ...processCommands,
  ...helpCommands,
];
