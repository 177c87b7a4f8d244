import { Button, Select } from '@mantine/core';
import Plus from 'lucide-react/icons/plus';
import { useState } from 'react';
import { useActiveProduct, useReferences } from '../state/queries.ts';
import { updateActive, useActiveScene } from '../state/scenes.ts';
import { ErrorNotice } from '../widgets/Notice.tsx';
import { RowsSkeleton } from '../widgets/RowsSkeleton.tsx';
import { ToolButton } from '../widgets/ToolButton.tsx';
import { AddReference } from './compare/AddReference.tsx';
import { Comparison } from './compare/Comparison.tsx';
import { ReferenceLayers } from './compare/ReferenceLayers.tsx';
import { ReferencePoints } from './compare/ReferencePoints.tsx';
import { RemoveReference } from './compare/RemoveReference.tsx';

/** Compares the mask of the active scene with a class raster and with reference points. */
export default function ComparePanel() {
  const product = useActiveProduct();
  const scene = useActiveScene();
  const [adding, setAdding] = useState(false);
  const { data: references, error: listError, isPending } = useReferences(product?.id ?? null);
  const chosen = scene?.reference.id ?? null;
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
          <ReferenceLayers scene={scene} />
          <Comparison scene={scene} reference={reference.id} />
        </>
      )}
      <ReferencePoints product={product} />
    </div>
  );
}
