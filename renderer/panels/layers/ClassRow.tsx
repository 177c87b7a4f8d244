import { ColorPicker, Popover } from '@mantine/core';
import type { MouseEventHandler } from 'react';
import type { ClassId } from '../../api/types.ts';
import { useAbout } from '../../state/queries.ts';
import type { SceneLook } from '../../state/scene.ts';
import { updateScene } from '../../state/scenes.ts';
import { Swatch } from '../../widgets/Swatch.tsx';
import { ToolButton } from '../../widgets/ToolButton.tsx';
import { Layer } from './Layer.tsx';
import { OpacityRow } from './OpacityRow.tsx';

/** A class of the mask: whether it is shown, its colour and its opacity. */
export function ClassRow({
  product,
  scene,
  id,
  name,
  menu,
}: {
  readonly product: string;
  readonly scene: SceneLook;
  readonly id: ClassId;
  readonly name: string;
  readonly menu: { readonly onContextMenu: MouseEventHandler };
}) {
  const look = scene.classes[id];
  const { data: about } = useAbout();
  const standard = about?.classes.find((one) => one.id === id)?.colour ?? null;
  const change = (part: Partial<typeof look>) =>
    updateScene(product, (one) => ({ ...one, classes: { ...one.classes, [id]: { ...one.classes[id], ...part } } }));
  return (
    <Layer
      depth={2}
      name={name}
      label={name}
      visible={look.visible}
      onToggle={() => change({ visible: !look.visible })}
      {...menu}
    >
      {id === 'missing' ? (
        <span className="swatch-button">
          <Swatch colour={look.colour} hatched />
        </span>
      ) : (
        <Popover position="right-start" withinPortal trapFocus>
          <Popover.Target>
            <button type="button" className="swatch-button" aria-label={`Colour of ${name}`}>
              <Swatch colour={look.colour} />
            </button>
          </Popover.Target>
          <Popover.Dropdown>
            <div className="stack" style={{ width: 220, padding: 6 }}>
              <ColorPicker
                fullWidth
                size="xs"
                value={look.colour ?? '#808080'}
                onChange={(colour) => change({ colour: colour.toUpperCase() })}
                hueLabel="Hue"
                saturationLabel="Saturation"
              />
              <OpacityRow value={look.opacity} onChange={(opacity) => change({ opacity })} />
              <ToolButton
                label="Standard colour"
                text={standard ? `Standard ${standard}` : 'No fill'}
                onClick={() => change({ colour: standard, opacity: 1 })}
              />
            </div>
          </Popover.Dropdown>
        </Popover>
      )}
    </Layer>
  );
}
