import { basename } from 'node:path';
import type { Level } from '../../core/bands.ts';
import { tileOf } from '../granule-metadata.ts';
import { numberAt, type RootAttributes, textAt } from './attributes.ts';

/** What names and attributes tell of a product. */
export interface ZarrIdentity {
  readonly id: string;
  readonly level: Level | null;
  readonly platform: string | null;
  readonly sensingTime: string | null;
  readonly tile: string | null;
  readonly relativeOrbit: number | null;
  readonly baseline: string | null;
}

/** `S2A_MSIL2A_...` of a SAFE, or `S02MSIL2A_...` of the format itself. */
const PRODUCT_NAME = /^S(2[A-Z]_|02)MSIL\d[A-Z]_/;

/**
 * Tells a product by its attributes, and by the name of its folder where these do not: identifiers of the format itself
 * have neither tile nor baseline.
 */
export function readIdentity(path: string, root: string, { item, properties, other }: RootAttributes): ZarrIdentity {
  const names = [basename(path), basename(root), textAt(item, 'id')].flatMap((name) =>
    name ? [withoutEnding(name)] : [],
  );
  const id = names.find((name) => PRODUCT_NAME.test(name)) ?? names[0]!;
  const told = [
    ...names,
    textAt(other, 'UTM_zone_identification'),
    textAt(properties, 'eopf:datatake_id'),
    textAt(properties, 'eopf:datastrip_id'),
  ].flatMap((text) => text ?? []);
  const letter =
    /^sentinel-2([a-d])$/i.exec(textAt(properties, 'platform') ?? '')?.[1] ??
    names.map((name) => /^S2([A-D])_/.exec(name)?.[1]).find(Boolean);
  const level = [textAt(properties, 'product:type'), textAt(properties, 'processing:level'), ...names]
    .map((text) => /L(1C|2A)/i.exec(text ?? '')?.[0].toUpperCase())
    .find(Boolean);
  return {
    id,
    level: (level as Level | undefined) ?? null,
    platform: letter === undefined ? null : `Sentinel-2${letter.toUpperCase()}`,
    sensingTime: timeOf([
      textAt(other, 'mean_sensing_time'),
      textAt(properties, 'datetime'),
      textAt(properties, 'start_datetime'),
      ...names.map(timeInName),
    ]),
    tile: told.map(tileOf).find((tile) => tile !== null) ?? null,
    relativeOrbit: numberAt(properties, 'sat:relative_orbit'),
    baseline: baselineOf(textAt(properties, 'eopf:baseline'), told),
  };
}

function withoutEnding(name: string): string {
  return name.replace(/\.(zarr|zip)+$/i, '').replace(/\.zarr$/i, '');
}

/** The first that is a time, as ISO 8601 with a Z. */
function timeOf(candidates: readonly (string | null)[]): string | null {
  const found = candidates.find((text) => text !== null && !Number.isNaN(Date.parse(text))) ?? null;
  return found !== null && !/(Z|[+-]\d{2}:?\d{2})$/.test(found) ? `${found}Z` : found;
}

function timeInName(name: string): string | null {
  const parts = /_(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})_/.exec(name)?.slice(1);
  return parts ? `${parts.slice(0, 3).join('-')}T${parts.slice(3).join(':')}Z` : null;
}

function baselineOf(written: string | null, told: readonly string[]): string | null {
  if (written !== null && /^\d{2}\.\d{2}$/.test(written)) return written;
  const found = told.map((text) => /_N(\d{2})\.?(\d{2})(?=_|$)/.exec(text)).find((match) => match !== null);
  return found ? `${found[1]}.${found[2]}` : null;
}
