import type { ClassId } from '../../api/types.ts';
import { type Command, hasMask, scene } from '../../commands/command.ts';
import { activeProduct } from '../../state/queries.ts';
import { OVERLAY_STYLES } from '../../state/scene.ts';
import { updateActive, updateClass } from '../../state/scenes.ts';
import { setUi } from '../../state/ui.ts';
import { computeMask, mainGrid } from '../masks.ts';

const CLASS_KEYS: readonly { id: ClassId; name: string; key: string }[] = [
  { id: 'cloud', name: 'Cloud', key: '1' },
  { id: 'semi', name: 'Semi-transparent cloud', key: '2' },
  { id: 'shadow', name: 'Cloud shadow', key: '3' },
  { id: 'missing', name: 'Missing', key: '4' },
];

function computeMain(): void {
  const product = activeProduct();
  const grid = product && mainGrid(product, scene()?.choice?.pack ?? product.packs[0]?.id);
  if (grid) void computeMask(grid);
}

/** The mask: computing it, its classes, how it is drawn. */
export const maskCommands: readonly Command[] = [
  {
    id: 'compute',
    title: 'Compute mask',
    menu: 'Mask',
    group: 'compute',
    shortcuts: ['C'],
    when: () => (activeProduct()?.packs.length ?? 0) > 0,
    run: computeMain,
  },
  {
    id: 'show-mask',
    title: 'Mask',
    menu: 'Mask',
    group: 'show',
    shortcuts: ['M'],
    when: hasMask,
    checked: () => scene()?.mask.visible ?? false,
    run: () => updateActive((one) => ({ ...one, mask: { ...one.mask, visible: !one.mask.visible } })),
  },
  ...CLASS_KEYS.map(
    (one): Command => ({
      id: `class-${one.id}`,
      title: one.name,
      menu: 'Mask',
      group: 'classes',
      shortcuts: [one.key],
      when: hasMask,
      checked: () => scene()?.classes[one.id].visible ?? false,
      run: () => {
        const look = scene()?.classes[one.id];
        if (look) updateClass(one.id, { visible: !look.visible });
      },
    }),
  ),
  ...OVERLAY_STYLES.map(
    (style): Command => ({
      id: `style-${style.id}`,
      title: style.name,
      menu: 'Mask',
      group: 'style',
      when: hasMask,
      checked: () => scene()?.mask.style === style.id,
      run: () => updateActive((one) => ({ ...one, mask: { ...one.mask, style: style.id } })),
    }),
  ),
  {
    id: 'mask-panel',
    title: 'Mask panel',
    menu: 'Mask',
    group: 'panel',
    run: () => setUi({ rightTab: 'mask', rightFolded: false }),
  },
];
