import { NO_FILTER, type StripFilter, useStrip } from '../strip.ts';
import { storePart } from './part.ts';
import { fieldsOf, isNumber, oneOf } from './read.ts';

const INITIAL = { folded: false, scope: 'scene' as const, filter: NO_FILTER };

function readFilter(kept: unknown): StripFilter {
  const { leastClear, months, level } = fieldsOf(kept);
  return {
    leastClear: isNumber(leastClear) ? Math.min(100, Math.max(0, leastClear)) : NO_FILTER.leastClear,
    months: Array.isArray(months) && months.every(isNumber) ? months : null,
    level: oneOf(['L1C', 'L2A'], level) ?? null,
  };
}

/** What the strip of dates counts and shows. */
export const stripPart = storePart({
  name: 'strip',
  isShared: false,
  store: useStrip,
  pick: ({ folded, scope, filter }) => ({ folded, scope, filter }),
  read: (kept) => {
    const { folded, scope, filter } = fieldsOf(kept);
    return {
      folded: folded === true,
      scope: oneOf(['scene', 'view', 'area'], scope) ?? INITIAL.scope,
      filter: readFilter(filter),
    };
  },
  initial: INITIAL,
  restore: (strip) => strip,
});
