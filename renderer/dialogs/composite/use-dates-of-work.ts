import { useState } from 'react';
import type { Choice, ProductDetail } from '../../api/types.ts';
import { useProducts } from '../../state/queries.ts';
import { toggled } from '../../state/recipe.ts';
import { compositeDates, seriesName } from './composite-dates.ts';

/** What a dialog over the dates of a place asks: which of them, and into which file. `what` is made of them. */
export function useDatesOfWork(active: ProductDetail | null, what: string) {
  const { data: products = [] } = useProducts();
  const [left, setLeft] = useState<readonly string[]>([]);
  const [target, setTarget] = useState<Choice | null>(null);
  const [ownName, setOwnName] = useState<string | null>(null);
  const [overwrite, setOverwrite] = useState(false);

  const dates = active ? compositeDates(products, active) : [];
  const chosen = dates
    .filter(({ product, reason }) => reason === null && !left.includes(product.id))
    .map(({ product }) => product);
  const name = ownName ?? seriesName(chosen, what);
  return {
    /** For the list of dates. */
    list: { dates, left: new Set(left), onToggle: (id: string) => setLeft(toggled(left, id)) },
    chosen,
    target,
    setTarget,
    /** For the row that asks for the name of the file. */
    file: { name, onName: setOwnName, overwrite, onOverwrite: setOverwrite },
    /** What is still to be said of the file. */
    lacks: name.trim() === '' ? 'Give the file a name.' : target ? null : 'Choose a folder to write to.',
    /** What of it goes into the request. */
    into: target && { target: target.handle, name: name.trim(), overwrite },
    status: `${chosen.length} dates; masks that are not there yet are computed first.`,
  };
}
