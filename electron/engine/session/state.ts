import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { AppSettings } from '../contract/app.ts';
import { appSettingsSchema } from '../contract/app.ts';
import { sceneSettingsSchema } from '../contract/products.ts';
import { readingSchema } from '../contract/reading.ts';
import { inTurn } from '../core/in-turn.ts';
import { readJson, writeJson } from './json-file.ts';

const recentSchema = z.array(
  z.object({
    key: z.string(),
    name: z.string(),
    path: z.string(),
    granule: z.string(),
    openedAt: z.string(),
    reading: readingSchema.optional(),
  }),
);
export type RecentEntry = z.infer<typeof recentSchema>[number];

const RECENT_LIMIT = 24;

/** What the application remembers between runs: settings, recent products with thumbnails, settings of each scene. */
export interface StateStore {
  settings(): Promise<AppSettings>;
  saveSettings(settings: AppSettings): Promise<void>;
  recent(): Promise<readonly RecentEntry[]>;
  /** Puts the entry first. */
  remember(entry: RecentEntry): Promise<void>;
  forget(key: string): Promise<void>;
  thumbnail(key: string): Promise<Uint8Array | null>;
  saveThumbnail(key: string, png: Uint8Array): Promise<void>;
  scene(key: string): Promise<unknown>;
  saveScene(key: string, settings: unknown): Promise<void>;
}

export function createStateStore(folder: string): StateStore {
  const settingsFile = join(folder, 'settings.json');
  const recentFile = join(folder, 'recent.json');
  const sceneFile = (key: string): string => join(folder, 'scenes', `${key}.json`);
  const thumbnailFile = (key: string): string => join(folder, 'thumbnails', `${key}.png`);
  const recent = (): Promise<RecentEntry[]> => readJson(recentFile, recentSchema, []);
  const changeRecent = (change: (entries: RecentEntry[]) => RecentEntry[]): Promise<void> =>
    inTurn(`change of ${recentFile}`, async () => writeJson(recentFile, change(await recent())));
  const scene = sceneSettingsSchema.nullable();
  return {
    settings: () => readJson(settingsFile, appSettingsSchema, appSettingsSchema.parse({})),
    saveSettings: (settings) => writeJson(settingsFile, settings),
    recent,
    remember: (entry) =>
      changeRecent((entries) => [entry, ...entries.filter(({ key }) => key !== entry.key)].slice(0, RECENT_LIMIT)),
    forget: (key) => changeRecent((entries) => entries.filter((entry) => entry.key !== key)),
    thumbnail: (key) => readFile(thumbnailFile(key)).catch(() => null),
    async saveThumbnail(key, png) {
      await mkdir(join(folder, 'thumbnails'), { recursive: true });
      await writeFile(thumbnailFile(key), png);
    },
    scene: (key) => readJson(sceneFile(key), scene, null),
    saveScene: (key, settings) => writeJson(sceneFile(key), settings),
  };
}
