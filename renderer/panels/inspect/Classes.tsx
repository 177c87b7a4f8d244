import { useQuery } from '@tanstack/react-query';
import { engine } from '../../api/engine.ts';
import type { ClassId } from '../../api/types.ts';
import { useMaskProgress } from '../../state/mask-progress.ts';
import type { Pin } from '../../state/pins.ts';
import { useAbout, useReferences } from '../../state/queries.ts';
import { maskRequest, useActiveScene, useScenes } from '../../state/scenes.ts';
import { Swatch } from '../../widgets/Swatch.tsx';

/** What the mask and the reference say at a place; not asked for while a slider moves. */
function useClasses(pin: Pin) {
  const product = useScenes((state) => state.active);
  const dragging = useScenes((state) => state.dragging);
  const scene = useActiveScene();
  const progress = useMaskProgress((counts) => (product ? (counts[product] ?? 0) : 0));
  const mask = scene && maskRequest(scene);
  const reference = scene?.reference.id ?? null;
  return useQuery({
    queryKey: ['classes-at', product, pin.lon, pin.lat, JSON.stringify({ mask, reference, progress })],
    queryFn: ({ signal }) =>
      engine.observation(product ?? '', { lon: pin.lon, lat: pin.lat, bands: [], mask, reference }, signal),
    enabled: product !== null && mask !== null && !dragging,
    placeholderData: (before, query) =>
      query?.queryKey[2] === pin.lon && query.queryKey[1] === product ? before : undefined,
    gcTime: 10_000,
    retry: false,
  });
}

/** The class of a place: as shown and exported, as the network and sliders made it, and as the reference has it. */
export function Classes({ pin }: { readonly pin: Pin }) {
  const scene = useActiveScene();
  const product = useScenes((state) => state.active);
  const { data: about } = useAbout();
  const { data: references } = useReferences(product);
  const { data, isPending } = useClasses(pin);
  if (!scene?.choice) return null;
  const reference = references?.find(({ id }) => id === scene.reference.id);
  const mask = data?.mask ?? null;
  const rows: [string, ClassId | null, string | null][] = [
    ['Mask', mask?.class ?? null, mask && mask.class !== mask.computedClass ? 'corrected by hand' : null],
    ['As computed', mask?.computedClass ?? null, null],
    ...(reference ? [[reference.name, data?.referenceClass ?? null, null] as [string, ClassId | null, null]] : []),
  ];
  return (
    <table className="stats" aria-label="Class of the pixel">
      <tbody>
        {rows.map(([name, id, note]) => (
          <tr key={name}>
            <td className="name">{name}</td>
            <td className="sign">{id && <Swatch colour={scene.classes[id].colour} hatched={id === 'missing'} />}</td>
            <td>
              {id
                ? (about?.classes.find((one) => one.id === id)?.name ?? id)
                : isPending
                  ? 'being asked'
                  : name === reference?.name
                    ? 'has nothing here'
                    : 'not computed'}
              {note && <span className="dim"> ({note})</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
