import type { ProjectProduct } from '../../contract/project.ts';
import type { Confinement } from '../confinement.ts';
import type { ProductRegistry } from '../products.ts';
import { askedMapping, type ReferenceTable } from '../references.ts';
import { withKey, withOpened } from './content.ts';
import type { ProjectContent } from './project-file.ts';
import { type OpeningHow, openEntry, placesLike } from './restore.ts';

/** Opens products that a project holds. */
export interface Bringing {
  /** Opens one, with its references. @throws what opening it throws */
  bringBack(entry: ProjectProduct, place: string, how?: OpeningHow): Promise<void>;
  /** Tries one where it would be if it was moved as another one was. @returns whether it was there */
  bringBackLike(entry: ProjectProduct, moved: Parameters<typeof placesLike>[1]): Promise<boolean>;
}

interface BringingSetup {
  readonly products: ProductRegistry;
  readonly references: ReferenceTable;
  readonly confinement: Confinement;
  readonly samplesFolder: string;
}

export function createBringing(
  { products, references, confinement, samplesFolder }: BringingSetup,
  change: (update: (content: ProjectContent) => ProjectContent) => Promise<ProjectContent>,
): Bringing {
  const bringBack: Bringing['bringBack'] = async (entry, place, how) => {
    const opened = await openEntry({ products, confinement }, entry, place, how);
    await change((now) =>
      withOpened(withKey(now, entry.key, opened.product), opened, samplesFolder, {
        revision: entry.settingsRevision,
        value: entry.settings,
      }),
    );
    for (const { place: path, mapping, ...summary } of entry.references) {
      // A project may come from anybody, and name what is not served.
      if (!(await confinement.isReachable(path))) continue;
      references.restore(opened.product, {
        path,
        mapping: askedMapping(mapping),
        summary: { ...summary, builtIn: false },
      });
    }
  };
  return {
    bringBack,
    async bringBackLike(entry, moved) {
      for (const place of placesLike(entry, moved)) {
        const error = await bringBack(entry, place).catch((cause: unknown) => cause);
        if (error === undefined) return true;
      }
      return false;
    },
  };
}
