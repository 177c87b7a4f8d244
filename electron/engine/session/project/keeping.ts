import type { EngineEvent } from '../../contract/app.ts';
import type { ProjectParts, ProjectProduct, ProjectReference } from '../../contract/project.ts';
import type { NephoscopeError } from '../../core/errors.ts';
import type { Confinement } from '../confinement.ts';
import type { Grants } from '../grants.ts';
import type { Kept } from '../json-file.ts';
import type { SceneSettings, StateStore } from '../state.ts';
import { requireRevision, withProduct } from './content.ts';
import type { CurrentProject } from './current.ts';
import { pathsIn, withHandles, withPaths } from './parts.ts';

/** What is kept in the project that is open; it is in its file when the call returns. */
export interface Keeping {
  parts(): Promise<ProjectParts>;
  /** @throws ConflictError when another revision than `expected` is kept */
  putPart(name: string, value: unknown, expected?: number): Promise<number>;
  /** Settings of a scene: of this project, otherwise as they were left elsewhere. */
  scene(key: string): Promise<Kept<SceneSettings>>;
  saveScene(key: string, settings: NonNullable<SceneSettings>, expected?: number): Promise<Kept<SceneSettings>>;
  noteReference(key: string, reference: ProjectReference): Promise<void>;
  forgetReference(key: string, id: string): Promise<void>;
}

export interface KeepingSetup {
  readonly state: StateStore;
  readonly grants: Grants;
  readonly confinement: Confinement;
  readonly emit: (event: EngineEvent) => void;
  readonly onTrouble: (error: NephoscopeError) => void;
}

export function createKeeping(
  setup: KeepingSetup,
  { content, change }: Pick<CurrentProject, 'content' | 'change'>,
): Keeping {
  const { state, grants, confinement } = setup;
  /** What is kept, as this session's window knows it. */
  const shown = async (kept: unknown): Promise<unknown> => {
    const paths = [...new Set(pathsIn(kept))];
    const reachable = await Promise.all(paths.map((path) => confinement.isReachable(path)));
    return withHandles(kept, grants, (path) => reachable[paths.indexOf(path)] === true);
  };
  return {
    async parts() {
      const entries = Object.entries((await content()).parts).map(
        async ([name, { revision, value }]) => [name, { revision, value: await shown(value) }] as const,
      );
      return Object.fromEntries(await Promise.all(entries));
    },
    async putPart(name, value, expected) {
      const kept = withPaths(value, grants);
      const { parts } = await change((now) => {
        const revision = now.parts[name]?.revision ?? 0;
        requireRevision(revision, expected);
        return { ...now, parts: { ...now.parts, [name]: { revision: revision + 1, value: kept } } };
      });
      const { revision } = parts[name]!;
      setup.emit({ type: 'project-part', name, revision, value });
      return revision;
    },
    async scene(key) {
      const entry = (await content()).products.find((one) => one.key === key);
      const { revision, value } = entry
        ? { revision: entry.settingsRevision, value: entry.settings }
        : await state.scene(key);
      return { revision, value: (await shown(value)) as SceneSettings };
    },
    async saveScene(key, given, expected) {
      const settings = withPaths(given, grants) as NonNullable<SceneSettings>;
      let kept: Kept<SceneSettings> | null = null;
      await change((now) =>
        withProduct(now, key, (entry) => {
          requireRevision(entry.settingsRevision, expected);
          kept = { revision: entry.settingsRevision + 1, value: settings };
          return { ...entry, settings, settingsRevision: kept.revision };
        }),
      );
      if (kept === null) return state.saveScene(key, settings, expected);
      // What another project begins with when it opens the same product.
      await state.saveScene(key, settings).catch(setup.onTrouble);
      return kept;
    },
    noteReference: async (key, reference) => {
      const added = (entry: ProjectProduct) => ({ ...entry, references: [...entry.references, reference] });
      await change((now) => withProduct(now, key, added)).catch(setup.onTrouble);
    },
    forgetReference: async (key, id) => {
      const without = ({ references: all, ...entry }: ProjectProduct) => ({
        ...entry,
        references: all.filter((one) => one.id !== id),
      });
      await change((now) => withProduct(now, key, without));
    },
  };
}
