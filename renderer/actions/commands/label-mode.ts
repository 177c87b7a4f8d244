import type { Command } from '../../commands/command.ts';
import { mainPane, panChip, placementOf, showWholeChip, toChip, zoomChip } from '../../state/label/camera.ts';
import { LABEL_CLASSES } from '../../state/label/classes.ts';
import { isLabelling } from '../../state/label/project.ts';
import { currentSession } from '../../state/label/sessions.ts';
import {
  chooseLabel,
  chooseLabelTool,
  type LabelTool,
  labelTools,
  narrowerBrush,
  setLabelTools,
  widerBrush,
} from '../../state/label/tools.ts';
import { acceptChip, removeChip, reopenChip, showChip, skipChip, stepChip } from '../label/chips.ts';
import { applyToolAt, closeRing, dropCorner } from '../label/paint.ts';
import { takeFromMask } from '../label/take.ts';

/** CSS pixels around the first corner of a polygon that close it. */
const NEAR = 8;
const ZOOM = 1.5;
/** Share of a pane that an arrow key moves it by. */
const PAN = 0.1;

const mode = 'label' as const;
/** Groups that stand in the menu, and in which menu within it; the others are known from the panel. */
const ON_MENU: Readonly<Record<string, string | undefined>> = {
  'label-go': 'Chip',
  'label-remove': 'Chip',
  'label-take': 'Take labels from',
  'label-look': 'Look of the chip',
};
const hasRing = () => labelTools().ring.length > 0;

/** Does something with the chip in hand, by the pane that has its place. */
function onChip(run: (chip: { width: number; height: number }) => void): () => void {
  return () => {
    const session = currentSession();
    if (session) run(session.raster);
  };
}

const zoom = (factor: number) => onChip((chip) => zoomChip(factor, null, mainPane.size, chip));
const pan = (right: number, down: number) =>
  onChip((chip) => {
    const { width, height } = mainPane.size;
    panChip([-right * PAN * width, -down * PAN * height], mainPane.size, chip);
  });
/** Moves by one pixel of the chip. */
const nudge = (right: number, down: number) =>
  onChip((chip) => {
    const { scale } = placementOf(mainPane.size, chip);
    panChip([-right * scale, -down * scale], mainPane.size, chip);
  });

const applyInMiddle = onChip((chip) => {
  const place = placementOf(mainPane.size, chip);
  const { width, height } = mainPane.size;
  applyToolAt(toChip(place, [width / 2, height / 2]), mainPane.rgba, NEAR / place.scale);
});

function acceptOrClose(): void {
  if (labelTools().ring.length > 2) closeRing();
  else void acceptChip();
}

function give(command: Omit<Command, 'menu' | 'mode'>): Command {
  const { when } = command;
  const submenu = ON_MENU[command.group];
  const place = submenu === undefined ? { isOffMenu: true } : { submenu, group: 'label-mode' };
  return { ...command, ...place, menu: 'Label', mode, when: () => isLabelling() && (when?.() ?? true) };
}

const toolCommand = (tool: LabelTool, title: string, key: string) =>
  give({
    id: `label-tool-${tool}`,
    title,
    group: 'label-tools',
    shortcuts: [key],
    checked: () => labelTools().tool === tool,
    run: () => chooseLabelTool(tool),
  });

const MOVES = [
  ['left', 'Left', -1, 0],
  ['right', 'Right', 1, 0],
  ['up', 'Up', 0, -1],
  ['down', 'Down', 0, 1],
] as const;

/** What is done with a chip; its keys are the label mode's own. */
export const labelModeCommands: readonly Command[] = [
  give({
    id: 'label-accept',
    title: 'Accept and go to the next chip',
    group: 'label-go',
    shortcuts: [' ', 'Enter'],
    run: acceptOrClose,
  }),
  give({ id: 'label-skip', title: 'Skip this chip', group: 'label-go', shortcuts: ['S'], run: skipChip }),
  give({
    id: 'label-reopen',
    title: 'Take back that it was accepted',
    group: 'label-go',
    run: () => void reopenChip(),
  }),
  give({ id: 'label-before', title: 'Chip before', group: 'label-go', shortcuts: [','], run: () => stepChip(-1) }),
  give({ id: 'label-after', title: 'Chip after', group: 'label-go', shortcuts: ['.'], run: () => stepChip(1) }),
  give({ id: 'label-leave', title: 'Back to the map', group: 'label-go', shortcuts: ['M'], run: () => showChip(null) }),
  give({
    id: 'label-remove',
    title: 'Remove this chip and its labels',
    group: 'label-remove',
    run: () => {
      const session = currentSession();
      if (session) void removeChip(session.chip);
    },
  }),
  toolCommand('brush', 'Brush', 'B'),
  toolCommand('polygon', 'Polygon', 'P'),
  toolCommand('fill', 'Fill', 'G'),
  toolCommand('pick', "Network's classes in a polygon", 'K'),
  toolCommand('move', 'Move', 'V'),
  give({
    id: 'label-take',
    title: "Network's classes in the chip",
    group: 'label-take',
    shortcuts: ['N'],
    run: () => void takeFromMask('network'),
  }),
  give({
    id: 'label-corrections',
    title: 'Corrections of the scene',
    group: 'label-take',
    run: () => void takeFromMask('corrections'),
  }),
  give({
    id: 'label-strokes',
    title: 'Strokes of the scene helper',
    group: 'label-take',
    run: () => void takeFromMask('strokes'),
  }),
  give({ id: 'label-narrower', title: 'Smaller brush', group: 'label-brush', shortcuts: ['['], run: narrowerBrush }),
  give({ id: 'label-wider', title: 'Larger brush', group: 'label-brush', shortcuts: [']'], run: widerBrush }),
  give({
    id: 'label-erase',
    title: 'Eraser',
    group: 'label-brush',
    shortcuts: ['E'],
    run: () => chooseLabel(0),
  }),
  give({
    id: 'label-apply',
    title: 'Use the tool in the middle',
    group: 'label-brush',
    shortcuts: ['X'],
    run: applyInMiddle,
  }),
  give({
    id: 'label-drop-corner',
    title: 'Take the last corner back',
    group: 'label-brush',
    shortcuts: ['Backspace'],
    when: hasRing,
    run: dropCorner,
  }),
  give({
    id: 'label-end-ring',
    title: 'Give the polygon up',
    group: 'label-brush',
    shortcuts: ['Escape'],
    when: hasRing,
    run: () => setLabelTools({ ring: [] }),
  }),
  ...LABEL_CLASSES.map(({ code, name }) =>
    give({
      id: `label-class-${code}`,
      title: `Label ${name.toLowerCase()}`,
      group: 'label-classes',
      shortcuts: [String(code)],
      checked: () => labelTools().label === code,
      run: () => chooseLabel(code),
    }),
  ),
  give({
    id: 'label-hide',
    title: 'Labels over the pictures',
    group: 'label-look',
    shortcuts: ['H'],
    checked: () => !labelTools().isHidden,
    run: () => setLabelTools(({ isHidden }) => ({ isHidden: !isHidden })),
  }),
  give({
    id: 'label-origin',
    title: 'Who said it',
    group: 'label-look',
    shortcuts: ['O'],
    checked: () => labelTools().showsOrigin,
    run: () => setLabelTools(({ showsOrigin }) => ({ showsOrigin: !showsOrigin })),
  }),
  give({
    id: 'label-dates',
    title: 'Clear dates beside it',
    group: 'label-look',
    shortcuts: ['D'],
    checked: () => labelTools().showsDates,
    run: () => setLabelTools(({ showsDates }) => ({ showsDates: !showsDates })),
  }),
  give({
    id: 'label-contrast',
    title: 'Contrast of the chip',
    group: 'label-look',
    shortcuts: ['C'],
    checked: () => labelTools().ownContrast,
    run: () => setLabelTools(({ ownContrast }) => ({ ownContrast: !ownContrast })),
  }),
  give({ id: 'label-fit', title: 'Whole chip', group: 'label-move', shortcuts: ['F'], run: showWholeChip }),
  give({ id: 'label-zoom-in', title: 'Closer', group: 'label-move', shortcuts: ['+', '='], run: zoom(ZOOM) }),
  give({ id: 'label-zoom-out', title: 'Farther', group: 'label-move', shortcuts: ['-'], run: zoom(1 / ZOOM) }),
  ...MOVES.flatMap(([id, title, right, down]) => [
    give({
      id: `label-${id}`,
      title,
      group: 'label-move',
      shortcuts: [`Arrow${title}`],
      run: pan(right, down),
    }),
    give({
      id: `label-nudge-${id}`,
      title: `${title} by a pixel`,
      group: 'label-move',
      shortcuts: [`Shift+Arrow${title}`],
      run: nudge(right, down),
    }),
  ]),
];
