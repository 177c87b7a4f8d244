import { FLAGGED_CLASSES, MAX_BUFFER_METRES } from '../../electron/engine/contract/limits.ts';
import type { ApiMaskParameters, AppSettings, FlaggedClassId } from '../api/types.ts';
import { withoutPersistence } from './persistence.ts';

function perClass(value: unknown, max: number): Record<FlaggedClassId, number> | null {
  const record = value as Record<FlaggedClassId, unknown> | null;
  if (typeof record !== 'object' || record === null) return null;
  const fits = FLAGGED_CLASSES.every((id) => typeof record[id] === 'number' && record[id] >= 0 && record[id] <= max);
  return fits ? { shadow: Number(record.shadow), semi: Number(record.semi), cloud: Number(record.cloud) } : null;
}

/** Parameters read from what was kept; null where that is something else. */
export function asParameters(value: unknown): ApiMaskParameters | null {
  const record = value as Partial<Record<keyof ApiMaskParameters, unknown>> | null;
  if (typeof record !== 'object' || record === null) return null;
  const thresholds = perClass(record.thresholds, 1);
  const bufferMetres = perClass(record.bufferMetres, MAX_BUFFER_METRES);
  const area = record.minAreaSquareMetres;
  if (!thresholds || !bufferMetres || typeof area !== 'number' || area < 0) return null;
  const isLooked = record.shadowsNeedCloud === true;
  return { thresholds, bufferMetres, minAreaSquareMetres: area, ...(isLooked ? { shadowsNeedCloud: true } : {}) };
}

/** The presets with one more; a name that is there already gets the new values. */
export function withPreset(
  presets: AppSettings['presets'],
  name: string,
  parameters: ApiMaskParameters,
): AppSettings['presets'] {
  return [
    ...presets.filter((preset) => preset.name !== name),
    { name, parameters: withoutPersistence(parameters) },
  ].sort((a, b) => a.name.localeCompare(b.name));
}
