import { dayOf } from '../../state/product-name.ts';

/** What the name of a product tells; null where it does not. */
export interface NameFacts {
  readonly day: string | null;
  readonly tile: string | null;
  readonly level: string | null;
}

const SENSING = /_V?(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(?=_)/g;

/**
 * Date, tile and level by the naming conventions of ESA: the compact one (`S2A_MSIL2A_20240506T101031_..._T33UVU_...`)
 * and the one before December 2016, where the time of sensing follows a `V` and the first time is that of processing.
 */
export function nameFacts(name: string): NameFacts {
  if (!/^S2[A-Z]_/.test(name)) return { day: null, tile: null, level: null };
  const times = [...name.matchAll(SENSING)];
  const sensing = times.find(([all]) => all.startsWith('_V')) ?? (/^S2[A-Z]_MSI/.test(name) ? times[0] : undefined);
  const [, year, month, date, hour, minute, second] = sensing ?? [];
  return {
    day: sensing ? dayOf(`${year}-${month}-${date}T${hour}:${minute}:${second}Z`) : null,
    tile: /_(T\d\d[A-Z]{3})(?=[_.]|$)/.exec(name)?.[1] ?? null,
    level: /MSI(L\d[A-Z])/.exec(name)?.[1] ?? null,
  };
}
