import { type Command, hasMask } from '../../commands/command.ts';
import { fitHelperRadius, sceneHelper } from '../../state/label/helper.ts';
import { correctByStrokes, dropHelperStroke, removeHelper } from '../../state/label/helper-fit.ts';
import { chooseTool, setUi, useUi } from '../../state/ui.ts';
import { prepareHelper } from '../label/helper.ts';

const hasStrokes = () => sceneHelper().strokes.length > 0;

/** The scene helper: strokes of a few classes that the mask of the scene follows. */
export const helperCommands: readonly Command[] = [
  {
    id: 'helper-strokes',
    title: 'Scene helper: draw strokes',
    menu: 'Label',
    group: 'helper',
    when: hasMask,
    checked: () => useUi.getState().tool === 'helper',
    run: () => {
      if (useUi.getState().tool !== 'helper') fitHelperRadius();
      chooseTool('helper');
      setUi({ rightTab: 'label', rightFolded: false });
      void prepareHelper();
    },
  },
  {
    id: 'helper-drop',
    title: 'Scene helper: take the last stroke back',
    menu: 'Label',
    group: 'helper',
    when: hasStrokes,
    run: dropHelperStroke,
  },
  {
    id: 'helper-correct',
    title: 'Scene helper: strokes as corrections',
    menu: 'Label',
    group: 'helper',
    when: hasStrokes,
    run: correctByStrokes,
  },
  {
    id: 'helper-remove',
    title: 'Scene helper: remove',
    menu: 'Label',
    group: 'helper',
    when: hasStrokes,
    run: removeHelper,
  },
];
