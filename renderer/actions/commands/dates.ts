import type { Command } from '../../commands/command.ts';
import { comparesDates } from '../../map/overlays.ts';
import { useStrip } from '../../state/strip.ts';
import { endDateComparison, setUi, useUi } from '../../state/ui.ts';
import { reachableDates, stepDate, stepOtherDate } from '../dates.ts';

const hasDates = () => reachableDates().length > 1;
const isComparing = () => comparesDates(useUi.getState());

/** Stepping through the dates of a place, and two of them beside each other. */
export const dateCommands: readonly Command[] = [
  {
    id: 'date-before',
    title: 'Date before',
    menu: 'View',
    group: 'window',
    submenu: 'Dates',
    shortcuts: [','],
    when: hasDates,
    run: () => stepDate(-1),
  },
  {
    id: 'date-after',
    title: 'Date after',
    menu: 'View',
    group: 'window',
    submenu: 'Dates',
    shortcuts: ['.'],
    when: hasDates,
    run: () => stepDate(1),
  },
  {
    id: 'strip',
    title: 'Strip of dates',
    menu: 'View',
    group: 'window',
    submenu: 'Panels',
    shortcuts: ['Shift+D'],
    checked: () => !useStrip.getState().folded,
    run: () => useStrip.setState(({ folded }) => ({ folded: !folded })),
  },
  {
    id: 'series',
    title: 'Pixel through time',
    menu: 'View',
    group: 'window',
    submenu: 'Dates',
    shortcuts: ['Shift+T'],
    when: hasDates,
    checked: () => useUi.getState().drawer === 'series',
    run: () => setUi(({ drawer }) => ({ drawer: drawer === 'series' ? null : 'series' })),
  },
  {
    id: 'other-date-before',
    title: 'Compared date before',
    menu: 'Compare',
    group: 'dates',
    shortcuts: ['Alt+,'],
    when: isComparing,
    run: () => stepOtherDate(-1),
  },
  {
    id: 'other-date-after',
    title: 'Compared date after',
    menu: 'Compare',
    group: 'dates',
    shortcuts: ['Alt+.'],
    when: isComparing,
    run: () => stepOtherDate(1),
  },
  {
    id: 'end-date-comparison',
    title: 'One date alone',
    menu: 'Compare',
    group: 'dates',
    when: isComparing,
    run: endDateComparison,
  },
];
