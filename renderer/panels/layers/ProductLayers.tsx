import SlidersHorizontal from 'lucide-react/icons/sliders-horizontal';
import { useShallow } from 'zustand/react/shallow';
import { layerMenu } from '../../actions/menus/layer-menu.ts';
import type { ProductDetail } from '../../api/types.ts';
import { contextMenu } from '../../commands/context-menu.ts';
import { runCommand } from '../../commands/registry.ts';
import { imageName } from '../../state/composites.ts';
import { useReferences } from '../../state/queries.ts';
import type { Scene, SceneLook } from '../../state/scene.ts';
import { updateScene, useScenes } from '../../state/scenes.ts';
import { ToolButton } from '../../widgets/ToolButton.tsx';
import { Layer } from './Layer.tsx';
import { LookMenu } from './LookMenu.tsx';
import { MaskLayer } from './MaskLayer.tsx';
import { ReferenceLayer } from './ReferenceLayer.tsx';

/** All of a scene that its layers show: a slider that moves is nothing to them. */
function useLook(product: string): SceneLook | null {
  return useScenes(
    useShallow(({ scenes }) => {
      const { [product]: scene } = scenes;
      if (!scene) return null;
      const { tuning: _, ...look } = scene;
      return look;
    }),
  );
}

/** The layers of one product, the uppermost first: agreement, then mask and reference in their order, then the image. */
export function ProductLayers({ product }: { readonly product: ProductDetail }) {
  const scene = useLook(product.id);
  const { data: references } = useReferences(product.id);
  const reference = references?.find(({ id }) => id === scene?.reference.id);
  if (!scene) return null;
  const change = (part: (scene: Scene) => Partial<Scene>) =>
    updateScene(product.id, (one) => ({ ...one, ...part(one) }));
  const isMovable = scene.choice !== null && reference !== undefined;
  const mask = scene.choice && (
    <MaskLayer
      key="mask"
      product={product}
      scene={scene}
      index={scene.referenceOnTop && reference ? 1 : 0}
      isMovable={isMovable}
    />
  );
  const other = reference && (
    <ReferenceLayer
      key="reference"
      product={product}
      scene={scene}
      name={reference.name}
      index={scene.referenceOnTop || !scene.choice ? 0 : 1}
      isMovable={isMovable}
    />
  );
  return (
    <>
      {reference && (
        <Layer
          depth={1}
          name="Agreement"
          label="agreement map"
          visible={scene.agreement.visible}
          onToggle={() => change(({ agreement }) => ({ agreement: { ...agreement, visible: !agreement.visible } }))}
          {...contextMenu('Agreement', () => layerMenu(product, scene, 'agreement'))}
        >
          <LookMenu
            label="the agreement map"
            look={scene.agreement}
            onChange={(agreement) => change(() => ({ agreement }))}
          />
        </Layer>
      )}
      {scene.referenceOnTop ? [other, mask] : [mask, other]}
      {scene.image.bands.length === 0 ? (
        <Layer depth={1} name={imageName(scene.image)} label="image" visible={false} />
      ) : (
        <Layer
          depth={1}
          name={imageName(scene.image)}
          label="image"
          visible={scene.image.visible}
          onToggle={() => change(({ image }) => ({ image: { ...image, visible: !image.visible } }))}
          {...contextMenu('Image', () => layerMenu(product, scene, 'image'))}
        >
          <ToolButton
            small
            icon={SlidersHorizontal}
            label="Bands and contrast"
            onClick={() => void runCommand('image')}
          />
        </Layer>
      )}
    </>
  );
}
