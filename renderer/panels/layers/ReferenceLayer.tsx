import { layerMenu } from '../../actions/menus/layer-menu.ts';
import type { ProductDetail } from '../../api/types.ts';
import { contextMenu } from '../../commands/context-menu.ts';
import type { OverlayLook, SceneLook } from '../../state/scene.ts';
import { updateScene } from '../../state/scenes.ts';
import { Grip } from './Grip.tsx';
import { Layer } from './Layer.tsx';
import { LookMenu } from './LookMenu.tsx';
import { useMovableLayer } from './use-movable-layer.ts';

interface Props {
  readonly product: ProductDetail;
  readonly scene: SceneLook;
  readonly name: string;
  readonly index: number;
  readonly isMovable: boolean;
}

/** The reference that a scene's mask is compared with. */
export function ReferenceLayer({ product, scene, name, index, isMovable }: Props) {
  const { ref, handleRef, isDragging, onKeyDown } = useMovableLayer({
    product: product.id,
    layer: 'reference',
    index,
    isMovable,
  });
  const change = (look: Partial<OverlayLook>) =>
    updateScene(product.id, (one) => ({ ...one, reference: { ...one.reference, ...look } }));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the buttons in it
    <div ref={ref} className={isDragging ? 'dragged' : undefined} onKeyDown={onKeyDown}>
      <Layer
        depth={1}
        name={name}
        label={name}
        visible={scene.reference.visible}
        onToggle={() => change({ visible: !scene.reference.visible })}
        {...contextMenu(name, () => layerMenu(product, scene, 'reference'))}
      >
        <Grip handleRef={handleRef} name={name} isMovable={isMovable} />
        <LookMenu label={name} look={scene.reference} onChange={change} />
      </Layer>
    </div>
  );
}
