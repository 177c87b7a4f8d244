import { ColorPicker, Menu, Popover, SegmentedControl, Slider } from '@mantine/core';
import ChevronDown from 'lucide-react/icons/chevron-down';
import ChevronRight from 'lucide-react/icons/chevron-right';
import Ellipsis from 'lucide-react/icons/ellipsis';
import Eye from 'lucide-react/icons/eye';
import EyeOff from 'lucide-react/icons/eye-off';
import Plus from 'lucide-react/icons/plus';
import SlidersHorizontal from 'lucide-react/icons/sliders-horizontal';
import { type ReactNode, useState } from 'react';
import { activateProduct, chooseAndOpen, closeProduct } from '../actions/products.ts';
import type { ClassId, ProductDetail } from '../api/types.ts';
import { fitProduct } from '../map/registry.ts';
import { COMPOSITES } from '../state/composites.ts';
import { tileName } from '../state/product-name.ts';
import { useAbout, useProducts, useReferences } from '../state/queries.ts';
import { toggled as changed } from '../state/recipe.ts';
import { CLASS_ORDER, OVERLAY_STYLES, type OverlayLook, type OverlayStyle, type Scene } from '../state/scene.ts';
import { updateScene, useScenes } from '../state/scenes.ts';
import { openDialog } from '../state/ui.ts';
import { ErrorNotice } from '../widgets/Notice.tsx';
import { Swatch } from '../widgets/Swatch.tsx';
import { ToolButton } from '../widgets/ToolButton.tsx';

interface LayerProps {
  readonly depth: 0 | 1 | 2;
  readonly name: ReactNode;
  readonly visible?: boolean;
  readonly label: string;
  readonly onToggle?: () => void;
  readonly children?: ReactNode;
}

function Layer({ depth, name, visible, label, onToggle, children }: LayerProps) {
  return (
    <div className={`layer d${depth}${visible === false ? ' off' : ''}`}>
      {onToggle && (
        <ToolButton
          small
          icon={visible ? Eye : EyeOff}
          label={`${visible ? 'Hide' : 'Show'} ${label}`}
          pressed={visible ?? false}
          onClick={onToggle}
        />
      )}
      <span className="name">{name}</span>
      {children}
    </div>
  );
}

function LookMenu({
  label,
  look,
  onChange,
}: {
  readonly label: string;
  readonly look: OverlayLook;
  readonly onChange: (look: OverlayLook) => void;
}) {
  return (
    <Popover position="right-start" withinPortal trapFocus>
      <Popover.Target>
        <button type="button" className="tool icon small" aria-label={`Style of ${label}`}>
          <SlidersHorizontal size={14} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <div className="stack" style={{ width: 220, padding: 6 }}>
          <SegmentedControl
            fullWidth
            aria-label="Style"
            data={OVERLAY_STYLES.map(({ id, name }) => ({ value: id, label: name }))}
            value={look.style}
            onChange={(style) => onChange({ ...look, style: style as OverlayStyle })}
          />
          <OpacityRow value={look.opacity} onChange={(opacity) => onChange({ ...look, opacity })} />
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

function OpacityRow({ value, onChange }: { readonly value: number; readonly onChange: (value: number) => void }) {
  return (
    <div className="row">
      <span className="label" style={{ width: 52 }}>
        Opacity
      </span>
      <div className="grow">
        <Slider thumbLabel="Opacity" min={0} max={1} step={0.05} value={value} onChange={onChange} />
      </div>
      <span className="num" style={{ width: 38 }}>
        {Math.round(value * 100)} %
      </span>
    </div>
  );
}

function ClassRow({
  product,
  scene,
  id,
  name,
}: {
  readonly product: string;
  readonly scene: Scene;
  readonly id: ClassId;
  readonly name: string;
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

function imageName(scene: Scene): string {
  const composite = COMPOSITES.find(({ id }) => id === scene.image.composite);
  return composite ? composite.name : scene.image.bands.join(' ');
}

function ProductLayers({ product, scene }: { readonly product: ProductDetail; readonly scene: Scene }) {
  const { data: about } = useAbout();
  const { data: references } = useReferences(product.id);
  const change = (part: (scene: Scene) => Partial<Scene>) =>
    updateScene(product.id, (one) => ({ ...one, ...part(one) }));
  const reference = references?.find(({ id }) => id === scene.reference.id);
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
            <span className="note">{scene.choice.grid} m</span>
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

/** The open products with their layers, as a tree. */
export function LayersPanel() {
  const { data: products, error } = useProducts();
  const scenes = useScenes((state) => state.scenes);
  const active = useScenes((state) => state.active);
  const [toggled, setToggled] = useState<readonly string[]>([]);
  return (
    <section className="side" aria-label="Layers">
      <div className="panel-head">
        <span className="grow">Layers</span>
        <ToolButton small icon={Plus} label="Open another product" onClick={() => void chooseAndOpen()} />
      </div>
      <div className="panel-scroll tree">
        {error && <ErrorNotice error={error} />}
        {products?.length === 0 && (
          <div className="empty">
            <p>Open a product to see its layers.</p>
          </div>
        )}
        {products?.map((product) => {
          const scene = scenes[product.id];
          if (!scene) return null;
          const name = `${tileName(product)} ${product.level}`;
          const isOpen = (product.id === active) !== toggled.includes(product.id);
          const Chevron = isOpen ? ChevronDown : ChevronRight;
          return (
            <fieldset key={product.id} className="bare" aria-label={name}>
              <div className="layer d0" aria-current={product.id === active}>
                <button
                  type="button"
                  className="tool icon small fold"
                  aria-expanded={isOpen}
                  aria-label={`Layers of ${name}`}
                  onClick={() => setToggled((ids) => changed(ids, product.id))}
                >
                  <Chevron size={14} aria-hidden />
                </button>
                <button
                  type="button"
                  className="name name-button"
                  title={product.name}
                  onClick={() => activateProduct(product.id)}
                >
                  <strong>{name}</strong>
                </button>
                <Menu position="bottom-end">
                  <Menu.Target>
                    <button type="button" className="tool icon small" aria-label={`Actions for ${name}`}>
                      <Ellipsis size={14} aria-hidden />
                    </button>
                  </Menu.Target>
                  <Menu.Dropdown>
                    <Menu.Item onClick={() => fitProduct(product)}>Zoom to the product</Menu.Item>
                    <Menu.Item onClick={() => void closeProduct(product.id)}>Close</Menu.Item>
                  </Menu.Dropdown>
                </Menu>
              </div>
              {isOpen && <ProductLayers product={product} scene={scene} />}
            </fieldset>
          );
        })}
      </div>
    </section>
  );
}
