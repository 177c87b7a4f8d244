import { clearArea } from '../actions/area.ts';
import { computeMask, mainGrid, resetParameters } from '../actions/masks.ts';
import { chooseAndOpen, closeProduct, openSample } from '../actions/products.ts';
import { setTheme } from '../actions/settings.ts';
import { activeProduct } from '../api/queries.ts';
import type { ClassId, ProductDetail } from '../api/types.ts';
import { fitProduct, mainMap, panBy, zoomBy } from '../map/registry.ts';
import { COMPOSITES, compositeBands } from '../state/composites.ts';
import { addPin, clearPins, usePins } from '../state/pins.ts';
import { type OverlayStyle, type Scene, withBands } from '../state/scene.ts';
import { redoParameters, undoParameters, updateActive, updateClass, useScenes } from '../state/scenes.ts';
import { chooseTool, openDialog, setUi, useUi, type ViewMode } from '../state/ui.ts';

export type MenuName = 'File' | 'Edit' | 'View' | 'Mask' | 'Compare' | 'Process' | 'Help';

export interface Command {
  readonly id: string;
  readonly title: string;
  readonly menu: MenuName;
  /** Commands of one group stand together in the menu. */
  readonly group: string;
  readonly shortcuts?: readonly string[];
  /** Left out: always possible. */
  readonly when?: () => boolean;
  /** For commands that switch something: whether it is on. */
  readonly checked?: () => boolean;
  readonly run: () => void;
}

const scene = (): Scene | null => {
  const { active, scenes } = useScenes.getState();
  return active ? (scenes[active] ?? null) : null;
};
const hasProduct = () => activeProduct() !== null;
const hasMask = () => scene()?.choice != null;
const hasReference = () => hasProduct() && scene()?.reference.id != null;
const withProduct = (run: (product: ProductDetail) => void) => () => {
  const product = activeProduct();
  if (product) run(product);
};
const viewMode = (mode: ViewMode) => () => setUi((ui) => ({ viewMode: ui.viewMode === mode ? 'single' : mode }));

const CLASS_KEYS: readonly { id: ClassId; name: string; key: string }[] = [
  { id: 'cloud', name: 'Cloud', key: '1' },
  { id: 'semi', name: 'Semi-transparent cloud', key: '2' },
  { id: 'shadow', name: 'Cloud shadow', key: '3' },
  { id: 'missing', name: 'Missing', key: '4' },
];

const STYLES: readonly { id: OverlayStyle; name: string }[] = [
  { id: 'fill', name: 'Fill' },
  { id: 'outline', name: 'Outline' },
  { id: 'hatch', name: 'Hatching' },
];

function computeMain(): void {
  const product = activeProduct();
  const grid = product && mainGrid(product, scene()?.choice?.pack ?? product.packs[0]?.id);
  if (grid) void computeMask(grid);
}

function pinCentre(): void {
  const centre = mainMap()?.getCenter();
  if (!centre) return;
  addPin(centre.lng, centre.lat);
  setUi({ rightTab: 'inspect', rightFolded: false });
}

/** All that can be done from menus and keys. */
export const commands: readonly Command[] = [
  {
    id: 'open',
    title: 'Open product…',
    menu: 'File',
    group: 'open',
    shortcuts: ['Mod+O'],
    run: () => void chooseAndOpen(),
  },
  { id: 'sample-l2a', title: 'Open sample L2A', menu: 'File', group: 'open', run: () => void openSample('L2A') },
  { id: 'sample-l1c', title: 'Open sample L1C', menu: 'File', group: 'open', run: () => void openSample('L1C') },
  {
    id: 'export',
    title: 'Export…',
    menu: 'File',
    group: 'export',
    shortcuts: ['Mod+E'],
    when: hasProduct,
    run: () => openDialog('export'),
  },
  {
    id: 'close',
    title: 'Close product',
    menu: 'File',
    group: 'close',
    shortcuts: ['Mod+Shift+W'],
    when: hasProduct,
    run: withProduct(({ id }) => void closeProduct(id)),
  },
  {
    id: 'settings',
    title: 'Settings…',
    menu: 'File',
    group: 'settings',
    shortcuts: ['Mod+,'],
    run: () => openDialog('settings'),
  },

  {
    id: 'undo',
    title: 'Undo',
    menu: 'Edit',
    group: 'undo',
    shortcuts: ['Mod+Z'],
    when: () => (scene()?.parameters.past.length ?? 0) > 0,
    run: undoParameters,
  },
  {
    id: 'redo',
    title: 'Redo',
    menu: 'Edit',
    group: 'undo',
    shortcuts: ['Mod+Shift+Z', 'Mod+Y'],
    when: () => (scene()?.parameters.future.length ?? 0) > 0,
    run: redoParameters,
  },
  { id: 'reset', title: 'Reset all sliders', menu: 'Edit', group: 'reset', when: hasMask, run: resetParameters },
  {
    id: 'clear-pins',
    title: 'Remove all pinned pixels',
    menu: 'Edit',
    group: 'remove',
    when: () => usePins.getState().pins.length > 0,
    run: clearPins,
  },
  {
    id: 'clear-area',
    title: 'Remove the area of interest',
    menu: 'Edit',
    group: 'remove',
    when: () => useUi.getState().area !== null,
    run: clearArea,
  },

  ...COMPOSITES.map(
    (composite): Command => ({
      id: `composite-${composite.id}`,
      title: composite.name,
      menu: 'View',
      group: 'composite',
      when: () => {
        const product = activeProduct();
        return product !== null && compositeBands(composite, product) !== null;
      },
      checked: () => scene()?.image.composite === composite.id,
      run: withProduct((product) => {
        const bands = compositeBands(composite, product);
        if (bands) updateActive((one) => ({ ...one, image: withBands(one.image, composite.id, bands, composite.max) }));
      }),
    }),
  ),
  {
    id: 'image',
    title: 'Bands and contrast…',
    menu: 'View',
    group: 'composite',
    shortcuts: ['B'],
    when: hasProduct,
    run: () => openDialog('image'),
  },
  {
    id: 'show-image',
    title: 'Image',
    menu: 'View',
    group: 'show',
    shortcuts: ['I'],
    when: hasProduct,
    checked: () => scene()?.image.visible ?? false,
    run: () => updateActive((one) => ({ ...one, image: { ...one.image, visible: !one.image.visible } })),
  },
  {
    id: 'background',
    title: 'Background map (online)…',
    menu: 'View',
    group: 'show',
    run: () => openDialog('background'),
  },
  {
    id: 'swipe',
    title: 'Swipe line',
    menu: 'View',
    group: 'mode',
    shortcuts: ['S'],
    when: hasProduct,
    checked: () => useUi.getState().viewMode === 'swipe',
    run: viewMode('swipe'),
  },
  {
    id: 'side',
    title: 'Side by side',
    menu: 'View',
    group: 'mode',
    shortcuts: ['D'],
    when: hasProduct,
    checked: () => useUi.getState().viewMode === 'side',
    run: viewMode('side'),
  },
  {
    id: 'inspect',
    title: 'Inspect pixels',
    menu: 'View',
    group: 'tools',
    shortcuts: ['P'],
    when: hasProduct,
    checked: () => useUi.getState().tool === 'inspect',
    run: () => chooseTool('inspect'),
  },
  {
    id: 'pin-centre',
    title: 'Pin the pixel at the centre',
    menu: 'View',
    group: 'tools',
    shortcuts: ['Shift+P'],
    when: hasProduct,
    run: pinCentre,
  },
  {
    id: 'draw',
    title: 'Draw area of interest',
    menu: 'View',
    group: 'tools',
    shortcuts: ['A'],
    when: hasProduct,
    checked: () => useUi.getState().tool === 'draw',
    run: () => chooseTool('draw'),
  },
  {
    id: 'fit',
    title: 'Whole scene',
    menu: 'View',
    group: 'move',
    shortcuts: ['F'],
    when: hasProduct,
    run: withProduct(fitProduct),
  },
  {
    id: 'zoom-in',
    title: 'Zoom in',
    menu: 'View',
    group: 'move',
    shortcuts: ['+', '='],
    when: hasProduct,
    run: () => zoomBy(1),
  },
  {
    id: 'zoom-out',
    title: 'Zoom out',
    menu: 'View',
    group: 'move',
    shortcuts: ['-'],
    when: hasProduct,
    run: () => zoomBy(-1),
  },
  {
    id: 'left',
    title: 'Move left',
    menu: 'View',
    group: 'move',
    shortcuts: ['ArrowLeft'],
    when: hasProduct,
    run: () => panBy(-0.2, 0),
  },
  {
    id: 'right',
    title: 'Move right',
    menu: 'View',
    group: 'move',
    shortcuts: ['ArrowRight'],
    when: hasProduct,
    run: () => panBy(0.2, 0),
  },
  {
    id: 'up',
    title: 'Move up',
    menu: 'View',
    group: 'move',
    shortcuts: ['ArrowUp'],
    when: hasProduct,
    run: () => panBy(0, 0.2),
  },
  {
    id: 'down',
    title: 'Move down',
    menu: 'View',
    group: 'move',
    shortcuts: ['ArrowDown'],
    when: hasProduct,
    run: () => panBy(0, -0.2),
  },
  {
    id: 'fold-left',
    title: 'Left panels',
    menu: 'View',
    group: 'window',
    shortcuts: ['['],
    checked: () => !useUi.getState().leftFolded,
    run: () => setUi((ui) => ({ leftFolded: !ui.leftFolded })),
  },
  {
    id: 'fold-right',
    title: 'Right panels',
    menu: 'View',
    group: 'window',
    shortcuts: [']'],
    checked: () => !useUi.getState().rightFolded,
    run: () => setUi((ui) => ({ rightFolded: !ui.rightFolded })),
  },
  { id: 'theme-dark', title: 'Dark theme', menu: 'View', group: 'theme', run: () => void setTheme('dark') },
  { id: 'theme-light', title: 'Light theme', menu: 'View', group: 'theme', run: () => void setTheme('light') },

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
  ...STYLES.map(
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

  {
    id: 'queue',
    title: 'Process many products…',
    menu: 'Process',
    group: 'queue',
    shortcuts: ['Q'],
    run: () => openDialog('queue'),
  },
  {
    id: 'jobs',
    title: 'Jobs',
    menu: 'Process',
    group: 'drawer',
    shortcuts: ['J'],
    checked: () => useUi.getState().drawer === 'jobs',
    run: () => setUi((ui) => ({ drawer: ui.drawer === 'jobs' ? null : 'jobs' })),
  },
  {
    id: 'messages',
    title: 'Messages',
    menu: 'Process',
    group: 'drawer',
    checked: () => useUi.getState().drawer === 'messages',
    run: () => setUi((ui) => ({ drawer: ui.drawer === 'messages' ? null : 'messages' })),
  },
  { id: 'packs', title: 'Model packs…', menu: 'Process', group: 'packs', run: () => openDialog('packs') },

  {
    id: 'shortcuts',
    title: 'Keyboard shortcuts',
    menu: 'Help',
    group: 'help',
    shortcuts: ['?'],
    run: () => openDialog('shortcuts'),
  },
  { id: 'about', title: 'About Nephoscope', menu: 'Help', group: 'about', run: () => openDialog('about') },
];

export const MENUS: readonly MenuName[] = ['File', 'Edit', 'View', 'Mask', 'Compare', 'Process', 'Help'];

/** Runs a command where it is possible now; says whether it was. */
export function runCommand(id: string): boolean {
  const command = commands.find((one) => one.id === id);
  if (!command || command.when?.() === false) return false;
  command.run();
  return true;
}
