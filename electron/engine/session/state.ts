import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { AppSettings } from '../contract/app.ts';
import { appSettingsSchema } from '../contract/app.ts';
import { sceneSettingsSchema } from '../contract/products.ts';
import { readingSchema } from '../contract/reading.ts';
import { remotePlaceSchema } from '../contract/remote.ts';
import { replaceFile } from '../core/disk.ts';
import { OWNER, OWNER_PATTERN, ownerState } from '../core/owner.ts';
import { type JsonFile, jsonFile, type Kept, type StateError } from './json-file.ts';

const recentSchema = z.array(
  z.object({
    key: z.string(),
    name: z.string(),
    path: z.string(),
    granule: z.string(),
    openedAt: z.string(),
    reading: readingSchema.optional(),
    remote: remotePlaceSchema.optional(),
  }),
);
const labelProjectsSchema = z.array(z.object({ path: z.string(), name: z.string(), openedAt: z.string() }));
type LabelProjectEntry = z.infer<typeof labelProjectsSchema>[number];
export type RecentEntry = z.infer<typeof recentSchema>[number];
export type SceneSettings = z.infer<typeof sceneSettingsSchema> | null;

/** A season or two, so that a scene which was worked on is found again. */
const RECENT_LIMIT = 100;
const PART = new RegExp(`\\.(${OWNER_PATTERN})\\.(part|lock)$`);

/** What the application remembers between runs: settings, recent products with thumbnails, settings of each scene. */
export interface StateStore {
  /** With their revision. */
  settings(): Promise<AppSettings>;
  /** @throws ConflictError when `settings.revision` is there and another one is kept; StateError */
  saveSettings(settings: AppSettings): Promise<AppSettings>;
  recent(): Promise<readonly RecentEntry[]>;
  /** Puts the entry first. */
  remember(entry: RecentEntry): Promise<void>;
  forget(key: string): Promise<void>;
  /** Label projects that were opened, the last first. */
  labelProjects(): Promise<readonly LabelProjectEntry[]>;
  rememberLabelProject(path: string, name: string): Promise<void>;
  thumbnail(key: string): Promise<Uint8Array | null>;
  saveThumbnail(key: string, png: Uint8Array): Promise<void>;
  forgetThumbnail(key: string): Promise<void>;
  /** Settings of a scene, corrections by hand among them; null when new. */
  scene(key: string): Promise<Kept<SceneSettings>>;
  /** @throws ConflictError when another revision than `expected` is kept; StateError */
  saveScene(key: string, settings: NonNullable<SceneSettings>, expected?: number): Promise<Kept<SceneSettings>>;
}

/** @param onTrouble told of what could not be read (it is set aside) or kept, where no request waits for that. */
export function createStateStore(folder: string, onTrouble: (error: StateError) => void): StateStore {
  const settings = jsonFile(join(folder, 'settings.json'), appSettingsSchema, appSettingsSchema.parse({}), onTrouble);
  const recent = jsonFile(join(folder, 'recent.json'), recentSchema, [], onTrouble);
  const labelProjects = jsonFile(join(folder, 'label-projects.json'), labelProjectsSchema, [], onTrouble);
  const scenes = join(folder, 'scenes');
  const scene = (key: string): JsonFile<SceneSettings> =>
    jsonFile(join(scenes, `${key}.json`), sceneSettingsSchema.nullable(), null, onTrouble);
  const thumbnails = join(folder, 'thumbnails');
  const thumbnailFile = (key: string): string => join(thumbnails, `${key}.png`);
  const withRevision = ({ revision, value }: Kept<AppSettings>): AppSettings => ({ ...value, revision });
  for (const part of [folder, scenes, thumbnails]) void sweep(part);
  return {
    settings: async () => withRevision(await settings.read()),
    saveSettings: async ({ revision, ...changed }) => withRevision(await settings.change(() => changed, revision)),
    recent: async () => (await recent.read()).value,
    // A product opens also where that cannot be remembered.
    remember: async (entry) => {
      await recent
        .change((entries) => [entry, ...entries.filter(({ key }) => key !== entry.key)].slice(0, RECENT_LIMIT))
        .catch(onTrouble);
    },
    forget: async (key) => {
      await recent.change((entries) => entries.filter((entry) => entry.key !== key));
    },
    labelProjects: async () => (await labelProjects.read()).value,
    rememberLabelProject: async (path, name) => {
      const entry = { path, name, openedAt: new Date().toISOString() };
      await labelProjects
        .change((entries) => [entry, ...entries.filter((other) => other.path !== path)].slice(0, RECENT_LIMIT))
        .catch(onTrouble);
    },
    thumbnail: (key) => readFile(thumbnailFile(key)).catch(() => null),
    // A picture that cannot be kept is drawn again.
    async saveThumbnail(key, png) {
      const path = thumbnailFile(key);
      await mkdir(thumbnails, { recursive: true })
        .then(() => replaceFile(path, png, `${path}.${OWNER}.part`))
        .catch(() => undefined);
    },
    forgetThumbnail: (key) => rm(thumbnailFile(key), { force: true }),
    scene: (key) => scene(key).read(),
    saveScene: (key, value, expected) => scene(key).change(() => value, expected),
  };
}

/** Removes what processes that were killed left half-written. */
async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const owner = PART.exec(name)?.[1];
    if (owner !== undefined && ownerState(owner) === 'dead')
      await rm(join(folder, name), { force: true }).catch(() => undefined);
  }
}
