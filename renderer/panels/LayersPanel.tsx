import { Menu } from '@mantine/core';
import ChevronDown from 'lucide-react/icons/chevron-down';
import ChevronRight from 'lucide-react/icons/chevron-right';
import Ellipsis from 'lucide-react/icons/ellipsis';
import Plus from 'lucide-react/icons/plus';
import { useState } from 'react';
import { goToDate } from '../actions/dates.ts';
import { chooseAndOpen, closeProduct } from '../actions/products.ts';
import { comparesDates } from '../map/overlays.ts';
import { fitProduct } from '../map/registry.ts';
import { sceneName } from '../state/product-name.ts';
import { useProducts } from '../state/queries.ts';
import { toggled as changed } from '../state/recipe.ts';
import { useScenes } from '../state/scenes.ts';
import { useUi } from '../state/ui.ts';
import { ErrorNotice } from '../widgets/Notice.tsx';
import { ToolButton } from '../widgets/ToolButton.tsx';
import { MissingProducts } from './layers/MissingProducts.tsx';
import { ProductLayers } from './layers/ProductLayers.tsx';

/** The open products with their layers, as a tree. */
export function LayersPanel() {
  const { data: products, error } = useProducts();
  const scenes = useScenes((state) => state.scenes);
  const active = useScenes((state) => state.active);
  const other = useUi((ui) => (comparesDates(ui) ? ui.otherDate : null));
  const [toggled, setToggled] = useState<readonly string[]>([]);
  return (
    <section className="side" aria-label="Layers">
      <div className="panel-head">
        <span className="grow">Layers</span>
        <ToolButton small icon={Plus} label="Open another product" onClick={() => void chooseAndOpen()} />
      </div>
      <div className="panel-scroll tree">
        <MissingProducts />
        {error && <ErrorNotice error={error} />}
        {products?.length === 0 && (
          <div className="empty">
            <p>Open a product to see its layers.</p>
          </div>
        )}
        {products?.map((product) => {
          const scene = scenes[product.id];
          if (!scene) return null;
          const name = sceneName(product);
          const isDrawn = product.id === active || product.id === other;
          const isOpen = (product.id === active) !== toggled.includes(product.id);
          const Chevron = isOpen ? ChevronDown : ChevronRight;
          return (
            <fieldset key={product.id} className={isDrawn ? 'bare' : 'bare undrawn'} aria-label={name}>
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
                  onClick={() => goToDate(product.id)}
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
