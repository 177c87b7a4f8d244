import type { Command } from '../../commands/command.ts';
import { type LearnTab, setLearn, useLearn } from '../../state/label/learn.ts';
import { labelProject } from '../../state/label/project.ts';
import { setUi, useUi } from '../../state/ui.ts';

const hasProject = () => labelProject() !== null;
const isShown = (tab: LearnTab) => useUi.getState().fullView === 'learn' && useLearn.getState().tab === tab;

function show(tab: LearnTab): void {
  const close = isShown(tab);
  setLearn({ tab });
  setUi({ fullView: close ? null : 'learn' });
}

const learn = (tab: LearnTab, title: string): Command => ({
  id: `learn-${tab}`,
  title,
  menu: 'Label',
  group: 'learn',
  when: hasProject,
  checked: () => isShown(tab),
  run: () => show(tab),
});

/** Work on a whole label project, as views over the map. */
export const learnCommands: readonly Command[] = [
  { ...learn('next', 'What to label next'), shortcuts: ['Shift+L'], keepsKey: true },
  learn('adapt', 'Adapt the network'),
  learn('exchange', 'Exchange with other tools'),
  learn('agreement', 'Agreement of two labellers'),
];
