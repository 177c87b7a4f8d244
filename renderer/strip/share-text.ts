import type { ClearShare } from '../api/types.ts';

/**
 * A clear share as it is read at a glance, without rounding a cloud or a gap away.
 *
 * @param share undefined while it is counted, null where it could not be
 */
export function shareText(share: ClearShare | null | undefined, hasMask: boolean): string {
  if (!hasMask) return 'no mask';
  if (share === undefined) return '…';
  if (share === null) return 'unknown';
  if (share.clearPercent === null) return share.validPercent === 0 ? 'no data' : 'no mask';
  const { clearPercent } = share;
  if (clearPercent > 99 && clearPercent < 100) return '> 99 %';
  if (clearPercent > 0 && clearPercent < 1) return '< 1 %';
  return `${Math.round(clearPercent)} %`;
}
