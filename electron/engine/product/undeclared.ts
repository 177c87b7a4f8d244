import { basename, dirname } from 'node:path';
import type { Level } from '../core/bands.ts';
import { ProductError } from '../core/errors.ts';
import type { GranuleMetadata } from './granule-metadata.ts';
import { type LooseScene, looseLevel } from './loose-files.ts';
import type { ProductMetadata } from './product-metadata.ts';
import type { StacItem } from './stac-item.ts';

/** What stands for a product's metadata where there is none, so far as names, a STAC item and the granule's metadata tell. */
export function undeclared(known: {
  readonly scene: LooseScene;
  /** On disk: its name and that of the folder above may be of a product. */
  readonly path: string;
  readonly item: StacItem | null;
  readonly granule: Pick<GranuleMetadata, 'level' | 'baseline'> | null;
  readonly given: Level | undefined;
}): ProductMetadata {
  const { scene, path, item, granule, given } = known;
  const name = [path, dirname(path)].map((folder) => basename(folder)).find((folder) => /^S2[A-D]_MSIL/.test(folder));
  const baseline = /_N(\d{2})(\d{2})_/.exec(name ?? '');
  return {
    level: looseLevel(scene, path, item?.level ?? granule?.level ?? null, given),
    uri: name?.replace(/\.(SAFE|zip)$/i, '') ?? item?.id ?? scene.name,
    platform: item?.platform ?? scene.platform,
    sensingTime: scene.time,
    relativeOrbit: null,
    baseline: item?.baseline ?? granule?.baseline ?? (baseline ? `${baseline[1]}.${baseline[2]}` : null),
    quantification: null,
    quantificationProblem: null,
    offsets: { kind: 'absent' },
    noDataDn: null,
    saturatedDn: null,
    footprint: null,
    granules: [],
  };
}

/** The scene of a name or tile, the first where none is wanted. @throws ProductError naming those that are there */
export function chooseScene(scenes: readonly LooseScene[], wanted: string | undefined, path: string): LooseScene {
  const key = wanted?.toUpperCase();
  const chosen =
    scenes.length > 1 && key !== undefined
      ? scenes.find(({ name, tile }) => [name.toUpperCase(), tile, `T${tile}`].includes(key))
      : scenes[0];
  if (chosen) return chosen;
  throw new ProductError(
    `${path} has no scene "${wanted}"; it has ${scenes.map(({ name }) => name).join(', ') || 'none'}.`,
    { file: path, remedy: 'Choose one of these.' },
  );
}
