import type { ClassId, ProductDetail } from '../../api/types.ts';
import { commandLine, type MenuAction, type MenuGroup } from '../../commands/context-menu.ts';
import { fitProduct } from '../../map/registry.ts';
import { OVERLAY_STYLES, type OverlayLook, type Scene, type SceneLook } from '../../state/scene.ts';
import { updateScene } from '../../state/scenes.ts';

/** A layer of a scene, as the layers panel lists it. */
export type LayerName = 'agreement' | 'mask' | 'reference' | 'image';

const OPACITIES = [0.25, 0.5, 0.75, 1] as const;

const update = (product: string, part: (scene: Scene) => Partial<Scene>) => () =>
  updateScene(product, (scene) => ({ ...scene, ...part(scene) }));

const lookOf = (scene: SceneLook, layer: LayerName) => scene[layer];
const withLook = (layer: LayerName, change: Partial<OverlayLook>) => (scene: SceneLook) => ({
  [layer]: { ...lookOf(scene, layer), ...change },
});

/** Shows one layer of a scene and hides the others. */
const alone =
  (layer: LayerName) =>
  (scene: SceneLook): Partial<Scene> => ({
    agreement: { ...scene.agreement, visible: layer === 'agreement' },
    mask: { ...scene.mask, visible: layer === 'mask' },
    reference: { ...scene.reference, visible: layer === 'reference' },
    image: { ...scene.image, visible: layer === 'image' },
  });

function styleLines(product: string, scene: SceneLook, layer: Exclude<LayerName, 'image'>): MenuAction[] {
  return OVERLAY_STYLES.map(({ id, name }) => ({
    label: name,
    checked: scene[layer].style === id,
    run: update(product, withLook(layer, { style: id })),
  }));
}

function moveLines(product: string, scene: SceneLook, layer: LayerName): MenuAction[] {
  if ((layer !== 'mask' && layer !== 'reference') || scene.reference.id === null || !scene.choice) return [];
  const isUpper = (layer === 'reference') === scene.referenceOnTop;
  const flip = update(product, ({ referenceOnTop }) => ({ referenceOnTop: !referenceOnTop }));
  return [
    { label: 'Move up', isDisabled: isUpper, shortcut: 'Alt+ArrowUp', run: flip },
    { label: 'Move down', isDisabled: !isUpper, shortcut: 'Alt+ArrowDown', run: flip },
  ];
}

/** What can be done with a layer of a scene. */
export function layerMenu(product: ProductDetail, scene: SceneLook, layer: LayerName): readonly MenuGroup[] {
  const { visible, opacity } = lookOf(scene, layer);
  return [
    [
      { label: 'Visible', checked: visible, run: update(product.id, withLook(layer, { visible: !visible })) },
      { label: 'Show this layer alone', run: update(product.id, alone(layer)) },
      { label: 'Zoom to the layer', isDisabled: !product.corners, run: () => fitProduct(product) },
    ],
    OPACITIES.map((one) => ({
      label: `Opacity ${one * 100} %`,
      checked: Math.abs(opacity - one) < 0.001,
      run: update(product.id, withLook(layer, { opacity: one })),
    })),
    layer === 'image' ? commandLine('image') : styleLines(product.id, scene, layer),
    moveLines(product.id, scene, layer),
  ];
}

/** Shows one class of the mask and hides the others. */
function onlyClass(product: string, id: ClassId): () => void {
  return update(product, ({ classes, mask }) => ({
    mask: { ...mask, visible: true },
    classes: mapped(classes, (look, one) => ({ ...look, visible: one === id })),
  }));
}

function mapped<T>(classes: Readonly<Record<ClassId, T>>, change: (look: T, id: ClassId) => T): Record<ClassId, T> {
  const entries = Object.entries(classes) as [ClassId, T][];
  return Object.fromEntries(entries.map(([id, look]) => [id, change(look, id)])) as Record<ClassId, T>;
}

/** What can be done with a class of a scene's mask. */
export function classMenu(product: ProductDetail, scene: SceneLook, id: ClassId): readonly MenuGroup[] {
  const look = scene.classes[id];
  const change = (part: Partial<typeof look>) =>
    update(product.id, ({ classes }) => ({ classes: { ...classes, [id]: { ...classes[id], ...part } } }));
  return [
    [
      { label: 'Visible', checked: look.visible, run: change({ visible: !look.visible }) },
      { label: 'Only this class', run: onlyClass(product.id, id) },
      {
        label: 'All classes',
        run: update(product.id, ({ classes }) => ({ classes: mapped(classes, (one) => ({ ...one, visible: true })) })),
      },
    ],
    OPACITIES.map((one) => ({
      label: `Opacity ${one * 100} %`,
      checked: Math.abs(look.opacity - one) < 0.001,
      run: change({ opacity: one }),
    })),
  ];
}
