import { Button, Skeleton } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { engine } from '../api/engine.ts';
import type { ClassId, MaskStatistics } from '../api/types.ts';
import { type Area, useAreaList } from '../state/areas.ts';
import { sayInfo } from '../state/messages.ts';
import { tileName } from '../state/product-name.ts';
import { useAbout, useActiveProduct } from '../state/queries.ts';
import { plainPolygons } from '../state/recipe.ts';
import { CLASS_ORDER } from '../state/scene.ts';
import { maskRequest, useActiveScene } from '../state/scenes.ts';
import { closeDialog } from '../state/ui.ts';
import { copyText } from '../widgets/clipboard.ts';
import { grouped, percentText } from '../widgets/format.ts';
import { saveText } from '../widgets/save-text.ts';
import { areasCsv } from './areas/areas-csv.ts';
import { Dialog } from './Dialog.tsx';

/** Statistics of the active scene's mask in each area, as an export of it would have them. */
function useStatistics(list: readonly Area[]) {
  const product = useActiveProduct();
  const scene = useActiveScene();
  const mask = scene && maskRequest(scene);
  return useQueries({
    queries: list.map(({ polygons }) => ({
      queryKey: ['area-statistics', product?.id, JSON.stringify({ mask, polygons })],
      queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
        engine.maskStatistics(product?.id ?? '', { mask: mask!, polygons: plainPolygons(polygons) }, signal),
      enabled: product !== null && mask !== null,
      gcTime: 10_000,
      retry: false,
    })),
  });
}

const percentOf = (data: MaskStatistics, id: ClassId) => data.classes.find((one) => one.id === id)?.percent ?? 0;
const kilometresOf = (data: MaskStatistics) => data.classes.reduce((sum, one) => sum + one.squareKilometres, 0);

interface AreaTableProps {
  readonly list: readonly Area[];
  /** What is known of each of them, in their order. */
  readonly results: ReturnType<typeof useStatistics>;
}

function AreaTable({ list, results }: AreaTableProps) {
  const { data: about } = useAbout();
  const named = (id: ClassId) => about?.classes.find((one) => one.id === id)?.name ?? id;
  return (
    <table className="table">
      <thead>
        <tr>
          <th>Area</th>
          <th className="num">km²</th>
          {CLASS_ORDER.map((id) => (
            <th key={id} className="num">
              {named(id)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {list.map((area, index) => {
          const { data, error } = results[index] ?? {};
          return (
            <tr key={area.id}>
              <td style={{ overflowWrap: 'anywhere' }}>{area.name}</td>
              {error ? (
                <td colSpan={1 + CLASS_ORDER.length}>{error.message}</td>
              ) : data ? (
                <>
                  <td className="num">{grouped(kilometresOf(data), 2)}</td>
                  {CLASS_ORDER.map((id) => (
                    <td key={id} className="num">
                      {percentText(percentOf(data, id))}
                    </td>
                  ))}
                </>
              ) : (
                <td colSpan={1 + CLASS_ORDER.length}>
                  <Skeleton height={10} />
                </td>
              )}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** Class shares of every area, on the date that is shown. */
export default function AreasDialog() {
  const product = useActiveProduct();
  const scene = useActiveScene();
  const list = useAreaList();
  const results = useStatistics(list);
  if (!product) return null;
  const known = list.flatMap((area, index) => {
    const data = results[index]?.data;
    return data ? [{ area: area.name, statistics: data }] : [];
  });
  const csv = () => areasCsv(product, scene?.choice ?? null, known);
  const partial = known.find(({ statistics }) => statistics.fraction < 1);
  return (
    <Dialog
      title={`Areas on ${tileName(product)}`}
      size={760}
      foot={
        <>
          <span className="grow" role="status">
            {partial
              ? 'The mask is not computed whole: shares are of what there is.'
              : scene?.choice
                ? `Mask ${scene.choice.grid} m with its sliders and corrections.`
                : ''}
          </span>
          <Button
            disabled={known.length === 0}
            onClick={() => void copyText(csv()).then(() => sayInfo('The table is on the clipboard.'))}
          >
            Copy
          </Button>
          <Button disabled={known.length === 0} onClick={() => saveText(`${product.name}_areas.csv`, csv())}>
            Save CSV
          </Button>
          <Button variant="filled" onClick={closeDialog}>
            Close
          </Button>
        </>
      }
    >
      {scene?.choice ? (
        <AreaTable list={list} results={results} />
      ) : (
        <p>No model pack fits this product, so that there is no mask.</p>
      )}
    </Dialog>
  );
}
