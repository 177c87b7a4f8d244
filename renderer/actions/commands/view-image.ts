import { type Command, hasImage, scene, withProduct } from '../../commands/command.ts';
import { COMPOSITES, compositeBands } from '../../state/composites.ts';
import { activeProduct } from '../../state/queries.ts';
import { withBands } from '../../state/scene.ts';
import { updateActive } from '../../state/scenes.ts';
import { openDialog, toggleImagePanel, useUi } from '../../state/ui.ts';
import { showImage } from '../images.ts';

/** What of the image is shown, and on what ground. */
export const viewImageCommands: readonly Command[] = [
  ...COMPOSITES.map(
    (composite): Command => ({
      id: `composite-${composite.id}`,
      title: composite.name,
      menu: 'View',
      group: 'show',
      submenu: 'Bands of the image',
      when: () => {
        const product = activeProduct();
        return product !== null && compositeBands(composite, product) !== null;
      },
      checked: () => scene()?.image.composite === composite.id,
      run: withProduct((product) => {
        const bands = compositeBands(composite, product);
        if (bands) showImage((look) => withBands(look, composite.id, bands, composite.max));
      }),
    }),
  ),
  {
    id: 'image',
    title: 'Bands and contrast',
    menu: 'View',
    group: 'show',
    shortcuts: ['B'],
    when: hasImage,
    checked: () => useUi.getState().rightTab === 'image',
    run: toggleImagePanel,
  },
  {
    id: 'show-image',
    title: 'Image',
    menu: 'View',
    group: 'show',
    shortcuts: ['I'],
    when: hasImage,
    checked: () => hasImage() && scene()?.image.visible === true,
    run: () => updateActive((one) => ({ ...one, image: { ...one.image, visible: !one.image.visible } })),
  },
  {
    id: 'background',
    title: 'Background map (online)…',
    menu: 'View',
    group: 'show',
    run: () => openDialog('background'),
  },
];
