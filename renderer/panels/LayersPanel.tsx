import { DragDropProvider } from '@dnd-kit/react';
import { isSortable } from '@dnd-kit/react/sortable';
import Plus from 'lucide-react/icons/plus';
import { type ComponentProps, useCallback, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { chooseAndOpen } from '../actions/products.ts';
import { comparesDates } from '../map/overlays.ts';
import { useProducts } from '../state/queries.ts';
import { toggled as changed } from '../state/recipe.ts';
import { moveScene, useOrderedProducts } from '../state/scene-order.ts';
import { updateScene, useScenes } from '../state/scenes.ts';
import { useUi } from '../state/ui.ts';
import { ErrorNotice } from '../widgets/Notice.tsx';
import { ToolButton } from '../widgets/ToolButton.tsx';
import { MissingProducts } from './layers/MissingProducts.tsx';
import { SceneRow } from './layers/SceneRow.tsx';

type DragEnd = NonNullable<ComponentProps<typeof DragDropProvider>['onDragEnd']>;

/** The open products with their layers, as a tree; scenes and the layers of one are put in order by dragging. */
export function LayersPanel() {
  const { error } = useProducts();
  const products = useOrderedProducts();
  // The scenes themselves change with every movement of a slider.
  const known = useScenes(useShallow(({ scenes }) => Object.keys(scenes)));
  const active = useScenes((state) => state.active);
  const other = useUi((ui) => (comparesDates(ui) ? ui.otherDate : null));
  const [toggled, setToggled] = useState<readonly string[]>([]);
  const onFold = useCallback((id: string) => setToggled((ids) => changed(ids, id)), []);
  const onDragEnd: DragEnd = ({ canceled, operation: { source } }) => {
    if (canceled || !isSortable(source) || source.index === source.initialIndex) return;
    const product = products?.find(({ id }) => id === source.id);
    if (product) moveScene(products ?? [], product.key, source.index);
    // Of the two overlays that have an order one took the place of the other.
    else updateScene(String(source.group), (scene) => ({ ...scene, referenceOnTop: !scene.referenceOnTop }));
  };
  return (
    <section className="side" aria-label="Layers">
      <div className="panel-head">
        <span className="grow">Layers</span>
        <ToolButton small icon={Plus} label="Open another product" onClick={() => void chooseAndOpen()} />
      </div>
      <div className="panel-scroll tree">
        <MissingProducts saysOpening />
        {error && <ErrorNotice error={error} />}
        {products?.length === 0 && (
          <div className="empty">
            <p>Open a product to see its layers.</p>
          </div>
        )}
        <DragDropProvider onDragEnd={onDragEnd}>
          {products?.map((product, index) =>
            known.includes(product.id) ? (
              <SceneRow
                key={product.id}
                product={product}
                index={index}
                isMovable={products.length > 1}
                isActive={product.id === active}
                isDrawn={product.id === active || product.id === other}
                isOpen={(product.id === active) !== toggled.includes(product.id)}
                onFold={onFold}
              />
            ) : null,
          )}
        </DragDropProvider>
      </div>
    </section>
  );
}
