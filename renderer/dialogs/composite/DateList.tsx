import { Checkbox } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { engine } from '../../api/engine.ts';
import type { ClearShareRequest } from '../../api/types.ts';
import { useMaskProgress } from '../../state/mask-progress.ts';
import { maskRequest, useScenes } from '../../state/scenes.ts';
import { percentText, sensingText } from '../../widgets/format.ts';
import type { CompositeDate } from './composite-dates.ts';

type Scope = ClearShareRequest['scope'];

/** Clear share of each date in the area of the composite, by the mask that its scene shows. */
function useClearShares(dates: readonly CompositeDate[], scope: Scope) {
  const scenes = useScenes((state) => state.scenes);
  const progress = useMaskProgress();
  return useQueries({
    queries: dates.map(({ product, reason }) => {
      const scene = scenes[product.id];
      const mask = scene ? maskRequest(scene) : null;
      return {
        queryKey: ['clear-share', product.id, JSON.stringify({ mask, scope, progress: progress[product.id] })],
        queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
          engine.clearShare(product.id, { mask: mask!, scope }, signal),
        enabled: mask !== null && reason === null,
        gcTime: 10_000,
      };
    }),
  });
}

interface Props {
  readonly dates: readonly CompositeDate[];
  readonly left: ReadonlySet<string>;
  readonly scope: Scope;
  /** How the part is called that clear shares are counted in: `the scene`. */
  readonly of: string;
  onToggle(id: string): void;
}

/** The dates of a place to choose from, each with how much of it is clear. */
export function DateList({ dates, left, scope, of, onToggle }: Props) {
  const shares = useClearShares(dates, scope);
  return (
    <>
      <span className="label">Dates</span>
      <fieldset className="bare date-list" aria-label="Dates">
        <div className="date-row head">
          <span className="note">Day</span>
          <span className="note ellipsis" title={`Clear share of ${of}`}>
            Clear share of {of}
          </span>
        </div>
        {dates.map(({ product, reason }, index) => {
          const { data, isFetching } = shares[index] ?? {};
          const clear = data?.clearPercent;
          const note =
            reason ?? (typeof clear === 'number' ? percentText(clear) : isFetching ? 'counting' : 'no mask yet');
          return (
            <div key={product.id} className="date-row">
              <Checkbox
                label={sensingText(product.sensingTime)}
                title={product.name}
                disabled={reason !== null}
                checked={reason === null && !left.has(product.id)}
                onChange={() => onToggle(product.id)}
              />
              <span className="note num">{note}</span>
            </div>
          );
        })}
      </fieldset>
    </>
  );
}
