import { Button, SegmentedControl, Select, Switch } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import Plus from 'lucide-react/icons/plus';
import { useState } from 'react';
import { engine } from '../api/engine.ts';
import { AGREEMENT } from '../map/palette.ts';
import { useChosenArea } from '../state/areas.ts';
import { useMaskProgress } from '../state/mask-progress.ts';
import { useActiveProduct, useReferences } from '../state/queries.ts';
import { plainPolygons } from '../state/recipe.ts';
import { maskRequest, updateActive, useActiveScene, useScenes } from '../state/scenes.ts';
import { type StatisticsScope, setUi, useUi } from '../state/ui.ts';
import { ErrorNotice } from '../widgets/Notice.tsx';
import { NumberField } from '../widgets/NumberField.tsx';
import { RowsSkeleton } from '../widgets/RowsSkeleton.tsx';
import { Swatch } from '../widgets/Swatch.tsx';
import { ToolButton } from '../widgets/ToolButton.tsx';
import { AddReference } from './compare/AddReference.tsx';
import { ConfusionTable } from './compare/ConfusionTable.tsx';
import { ReferencePoints } from './compare/ReferencePoints.tsx';
import { RemoveReference } from './compare/RemoveReference.tsx';

/** The comparison of the shown mask with the chosen reference; not asked for while a slider moves. */
function useComparison(reference: string | null, tolerancePixels: number) {
  const product = useScenes((state) => state.active);
  const dragging = useScenes((state) => state.dragging);
  const scene = useActiveScene();
  const scope = useUi((ui) => ui.statisticsScope);
  const viewport = useUi((ui) => ui.viewport);
  const progress = useMaskProgress((counts) => (product ? (counts[product] ?? 0) : 0));
  const mask = scene && maskRequest(scene);
  const area = useChosenArea();
  const bounds = scope === 'view' ? viewport?.bounds : undefined;
  const polygons = scope === 'area' && area ? plainPolygons(area.polygons) : undefined;
  return useQuery({
    queryKey: ['compare', product, reference, JSON.stringify({ mask, bounds, polygons, tolerancePixels, progress })],
    queryFn: ({ signal }) =>
      engine.compare(
        product ?? '',
        {
          mask: mask!,
          reference: reference ?? '',
          tolerancePixels,
          ...(bounds ? { bounds } : {}),
          ...(polygons ? { polygons } : {}),
        },
        signal,
      ),
    enabled: product !== null && reference !== null && mask !== null && !dragging,
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  });
}

function AgreementLegend() {
  return (
    <div className="stack" style={{ gap: 2, paddingLeft: 4 }}>
      {AGREEMENT.map(({ id, name, colour }) => (
        <span key={id} style={{ display: 'flex', gap: 8, alignItems: 'center' }}>
          <Swatch colour={colour} /> {name}
        </span>
      ))}
    </div>
  );
}

export default function ComparePanel() {
  const product = useActiveProduct();
  const scene = useActiveScene();
  const scope = useUi((ui) => ui.statisticsScope);
  const area = useChosenArea();
  const [tolerance, setTolerance] = useState(0);
  const [adding, setAdding] = useState(false);
  const { data: references, error: listError, isPending } = useReferences(product?.id ?? null);
  const chosen = scene?.reference.id ?? null;
  const comparison = useComparison(chosen, tolerance);
  if (!product || !scene) {
    return (
      <div className="empty">
        <p>Open a product to compare its mask with another.</p>
      </div>
    );
  }
  if (listError) return <ErrorNotice error={listError} />;
  if (isPending) return <RowsSkeleton />;
  const reference = references.find(({ id }) => id === chosen);
  const choose = (id: string | null) =>
    updateActive((one) => ({ ...one, reference: { ...one.reference, id, visible: false } }));
  return (
    <div className="panel-scroll">
      <div className="section stack">
        <div className="row">
          <span className="label">Reference</span>
          <Select
            className="grow"
            aria-label="Reference"
            placeholder={references.length ? 'Choose a reference' : 'None in this product'}
            data={references.map(({ id, name }) => ({ value: id, label: name }))}
            value={chosen}
            onChange={choose}
          />
          {reference && !reference.builtIn && <RemoveReference product={product.id} reference={reference} />}
          <ToolButton small icon={Plus} label="Add a class raster from disk" onClick={() => setAdding(true)} />
        </div>
        {adding && <AddReference product={product.id} onAdded={choose} onClose={() => setAdding(false)} />}
        {reference && <span className="dim">{reference.note}</span>}
        {!reference && !adding && (
          <>
            <span className="dim">
              {references.length
                ? 'Choose what the mask is compared with.'
                : 'This product holds no class raster. One from disk (Fmask, s2cloudless, KappaMask, SCL or your own) can be added.'}
            </span>
            {references.length === 0 && <Button onClick={() => setAdding(true)}>Add a class raster</Button>}
          </>
        )}
      </div>
      {reference && (
        <>
          <div className="section stack">
            <Switch
              label="Show the reference on the map"
              checked={scene.reference.visible}
              onChange={(event) =>
                updateActive((one) => ({ ...one, reference: { ...one.reference, visible: event.target.checked } }))
              }
            />
            <Switch
              label="Show the agreement map"
              checked={scene.agreement.visible}
              onChange={(event) =>
                updateActive((one) => ({ ...one, agreement: { ...one.agreement, visible: event.target.checked } }))
              }
            />
            {scene.agreement.visible && <AgreementLegend />}
          </div>
          <div className="section stack">
            <div className="section-title">
              <span className="grow">Confusion matrix</span>
              <SegmentedControl
                aria-label="Compare"
                data={[
                  { value: 'scene', label: 'Scene' },
                  { value: 'view', label: 'In view' },
                  ...(area ? [{ value: 'area', label: 'Area' }] : []),
                ]}
                value={area || scope !== 'area' ? scope : 'scene'}
                onChange={(value) => setUi({ statisticsScope: value as StatisticsScope })}
              />
            </div>
            <div className="row">
              <span className="label">Tolerance</span>
              <span style={{ width: 70 }}>
                <NumberField
                  label="Tolerance at class borders in pixels"
                  value={tolerance}
                  range={{ min: 0, max: 5, digits: 0 }}
                  step={1}
                  unit="px"
                  onCommit={setTolerance}
                />
              </span>
              <span className="dim">at class borders</span>
            </div>
            {!scene.choice ? (
              <span className="dim">No model pack fits this product, so that there is no mask to compare.</span>
            ) : comparison.error ? (
              <ErrorNotice error={comparison.error} />
            ) : comparison.data ? (
              <ConfusionTable report={comparison.data} />
            ) : (
              <RowsSkeleton />
            )}
          </div>
        </>
      )}
      <ReferencePoints product={product} />
    </div>
  );
}
