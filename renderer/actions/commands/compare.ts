import { type Command, hasProduct, scene } from '../../commands/command.ts';
import { updateActive } from '../../state/scenes.ts';
import { setUi } from '../../state/ui.ts';

const hasReference = () => hasProduct() && scene()?.reference.id != null;

/** The reference and how it agrees with the mask. */
export const compareCommands: readonly Command[] = [
  {
    id: 'compare-panel',
    title: 'Compare panel',
    menu: 'Compare',
    group: 'panel',
    run: () => setUi({ rightTab: 'compare', rightFolded: false }),
  },
  {
    id: 'show-reference',
    title: 'Reference',
    menu: 'Compare',
    group: 'show',
    shortcuts: ['R'],
    when: hasReference,
    checked: () => scene()?.reference.visible ?? false,
    run: () => updateActive((one) => ({ ...one, reference: { ...one.reference, visible: !one.reference.visible } })),
  },
  {
    id: 'show-agreement',
    title: 'Agreement map',
    menu: 'Compare',
    group: 'show',
    shortcuts: ['G'],
    when: hasReference,
    checked: () => scene()?.agreement.visible ?? false,
    run: () => updateActive((one) => ({ ...one, agreement: { ...one.agreement, visible: !one.agreement.visible } })),
  },
];
