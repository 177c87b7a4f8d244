import { useState } from 'react';
import type { Scene } from '../../state/scene.ts';
import { ErrorNotice } from '../../widgets/Notice.tsx';
import { NumberField } from '../../widgets/NumberField.tsx';
import { RowsSkeleton } from '../../widgets/RowsSkeleton.tsx';
import { ScopeChoice } from '../ScopeChoice.tsx';
import { ConfusionTable } from './ConfusionTable.tsx';
import { useComparison } from './use-comparison.ts';

/** The confusion matrix of the mask with a reference, and what it is counted over. */
export function Comparison({ scene, reference }: { readonly scene: Scene; readonly reference: string }) {
  const [tolerance, setTolerance] = useState(0);
  const { data, error } = useComparison(reference, tolerance);
  return (
    <div className="section stack">
      <div className="section-title">
        <span className="grow">Confusion matrix</span>
        <ScopeChoice label="Compare" />
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
      ) : error ? (
        <ErrorNotice error={error} />
      ) : data ? (
        <ConfusionTable report={data} />
      ) : (
        <RowsSkeleton />
      )}
    </div>
  );
}
