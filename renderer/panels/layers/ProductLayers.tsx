import SlidersHorizontal from 'lucide-react/icons/sliders-horizontal';
import { maskFraction } from '../../actions/masks.ts';
import type { ProductDetail } from '../../api/types.ts';
import { COMPOSITES } from '../../state/composites.ts';
import { useAbout, useMaskStates, useReferences } from '../../state/queries.ts';
import { CLASS_ORDER, type Scene } from '../../state/scene.ts';
import { updateScene } from '../../state/scenes.ts';
import { openDialog } from '../../state/ui.ts';
import { donePercent } from '../../widgets/format.ts';
import { ToolButton } from '../../widgets/ToolButton.tsx';
import { ClassRow } from './ClassRow.tsx';
import { Layer } from './Layer.tsx';
import { LookMenu } from './LookMenu.tsx';

function imageName(scene: Scene): string {
  const composite = COMPOSITES.find(({ id }) => id === scene.image.composite);
  return composite ? composite.name : scene.image.bands.join(' ');
}

/** The layers of one product, the uppermost first: mask with its classes, reference, agreement, image. */
export function ProductLayers({ product, scene }: { readonly product: ProductDetail; readonly scene: Scene }) {
  const { data: about } = useAbout();
  const { data: references } = useReferences(product.id);
  const change = (part: (scene: Scene) => Partial<Scene>) =>
    updateScene(product.id, (one) => ({ ...one, ...part(one) }));
  const { data: states } = useMaskStates(product.id);
  const fraction = maskFraction(states, scene.choice);
  const reference = references?.find(({ id }) => id === scene.reference.id);
  const isCovered = scene.agreement.visible && scene.reference.id !== null;
  return (
    <>
      {scene.choice && (
        <>
          <Layer
            depth={1}
            name="Mask"
            label="mask"
            visible={scene.mask.visible}
            onToggle={() => change(({ mask }) => ({ mask: { ...mask, visible: !mask.visible } }))}
          >
            <span className="note">
              {isCovered
                ? 'under the agreement'
                : `${scene.choice.grid} m${fraction < 1 ? `, ${fraction > 0 ? `${donePercent(fraction)} %` : 'not computed'}` : ''}`}
            </span>
            <LookMenu label="the mask" look={scene.mask} onChange={(mask) => change(() => ({ mask }))} />
          </Layer>
          {about &&
            CLASS_ORDER.map((id) => (
              <ClassRow
                key={id}
                product={product.id}
                scene={scene}
                id={id}
                name={about.classes.find((one) => one.id === id)?.name ?? id}
              />
            ))}
        </>
      )}
      {reference && (
        <>
          <Layer
            depth={1}
            name={reference.name}
            label={reference.name}
            visible={scene.reference.visible}
            onToggle={() => change((one) => ({ reference: { ...one.reference, visible: !one.reference.visible } }))}
          >
            <LookMenu
              label={reference.name}
              look={scene.reference}
              onChange={(look) => change((one) => ({ reference: { ...one.reference, ...look } }))}
            />
          </Layer>
          <Layer
            depth={1}
            name="Agreement"
            label="agreement map"
            visible={scene.agreement.visible}
            onToggle={() => change(({ agreement }) => ({ agreement: { ...agreement, visible: !agreement.visible } }))}
          >
            <LookMenu
              label="the agreement map"
              look={scene.agreement}
              onChange={(agreement) => change(() => ({ agreement }))}
            />
          </Layer>
        </>
      )}
      <Layer
        depth={1}
        name={imageName(scene)}
        label="image"
        visible={scene.image.visible}
        onToggle={() => change(({ image }) => ({ image: { ...image, visible: !image.visible } }))}
      >
        <ToolButton small icon={SlidersHorizontal} label="Bands and contrast" onClick={() => openDialog('image')} />
      </Layer>
    </>
  );
}
