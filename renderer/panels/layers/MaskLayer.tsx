import { maskFraction } from '../../actions/masks.ts';
import { classMenu, layerMenu } from '../../actions/menus/layer-menu.ts';
import type { ProductDetail } from '../../api/types.ts';
import { contextMenu } from '../../commands/context-menu.ts';
import { isUnderWay, maskJob } from '../../state/mask-job.ts';
import { useAbout, useJobs, useMaskStates } from '../../state/queries.ts';
import { CLASS_ORDER, type SceneLook } from '../../state/scene.ts';
import { updateScene } from '../../state/scenes.ts';
import { useUi } from '../../state/ui.ts';
import { donePercent } from '../../widgets/format.ts';
import { ClassRow } from './ClassRow.tsx';
import { Grip } from './Grip.tsx';
import { Layer } from './Layer.tsx';
import { LookMenu } from './LookMenu.tsx';
import { useMovableLayer } from './use-movable-layer.ts';

interface Props {
  readonly product: ProductDetail;
  readonly scene: SceneLook;
  readonly index: number;
  readonly isMovable: boolean;
}

function noteOf(scene: SceneLook, fraction: number, isComputing: boolean): string {
  if (scene.agreement.visible && scene.reference.id !== null) return 'covered';
  const done = fraction > 0 ? `${donePercent(fraction)} %` : isComputing ? 'computing' : 'not computed';
  return `${scene.choice?.grid} m${fraction < 1 ? `, ${done}` : ''}`;
}

/** The mask of a scene with its classes. */
export function MaskLayer({ product, scene, index, isMovable }: Props) {
  const { data: about } = useAbout();
  const { data: states } = useMaskStates(product.id);
  const { data: jobs } = useJobs();
  const job = scene.choice ? maskJob(jobs, { product: product.id, ...scene.choice }) : undefined;
  const previewWaits = useUi((ui) => ui.previewWaits === product.id);
  const isComputing = (job !== undefined && isUnderWay(job)) || previewWaits;
  const note = noteOf(scene, maskFraction(states, scene.choice), isComputing);
  const { ref, handleRef, isDragging, onKeyDown } = useMovableLayer({
    product: product.id,
    layer: 'mask',
    index,
    isMovable,
  });
  const change = (mask: SceneLook['mask']) => updateScene(product.id, (one) => ({ ...one, mask }));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the buttons in it
    <div ref={ref} className={isDragging ? 'dragged' : undefined} onKeyDown={onKeyDown}>
      <Layer
        depth={1}
        name="Mask"
        label="mask"
        visible={scene.mask.visible}
        onToggle={() => change({ ...scene.mask, visible: !scene.mask.visible })}
        {...contextMenu('Mask', () => layerMenu(product, scene, 'mask'))}
      >
        <span className="note">{note}</span>
        <Grip handleRef={handleRef} name="the mask" isMovable={isMovable} />
        <LookMenu label="the mask" look={scene.mask} onChange={change} />
      </Layer>
      {about &&
        CLASS_ORDER.map((id) => {
          const name = about.classes.find((one) => one.id === id)?.name ?? id;
          return (
            <ClassRow
              key={id}
              product={product.id}
              scene={scene}
              id={id}
              name={name}
              menu={contextMenu(name, () => classMenu(product, scene, id))}
            />
          );
        })}
    </div>
  );
}
