import { ApiError } from '../api/client.ts';
import { engine } from '../api/engine.ts';
import type { AppSettings } from '../api/types.ts';
import { mergedThreeWays } from '../state/merge.ts';
import { sayError } from '../state/messages.ts';
import { queryClient } from '../state/queries.ts';

const CONFLICT = 409;
const TRIES = 5;
const KEY = ['settings'];
let last: Promise<void> = Promise.resolve();

/** Changes settings of the application: at once in the window, then in the engine. */
export function changeSettings(change: Partial<AppSettings>): Promise<void> {
  const base = queryClient.getQueryData<AppSettings>(KEY);
  if (!base) return Promise.resolve();
  const wanted = { ...base, ...change };
  queryClient.setQueryData<AppSettings>(KEY, wanted);
  last = last.then(() => keep(base, wanted)).catch(onRefused);
  return last;
}

/** Has the engine keep a change; where another window changed settings meanwhile, both changes are brought together. */
async function keep(base: AppSettings, wanted: AppSettings): Promise<void> {
  let known = queryClient.getQueryData<AppSettings>(KEY) ?? base;
  let next: AppSettings = { ...wanted, revision: known.revision };
  for (let tries = 0; ; tries++) {
    try {
      return onSettingsKept(await engine.putSettings(next), next);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== CONFLICT || tries >= TRIES) throw error;
    }
    known = await engine.settings();
    next = { ...(mergedThreeWays(base, wanted, known) as AppSettings), revision: known.revision };
  }
}

/** Shows what the engine goes on to keep, in place of what it refused. */
function onRefused(error: unknown): void {
  sayError(error);
  void queryClient.invalidateQueries({ queryKey: KEY });
}

/** Takes over what the engine keeps now; what the window changed since `sent` stays. */
function onSettingsKept(kept: AppSettings, sent?: AppSettings): void {
  queryClient.setQueryData<AppSettings>(KEY, (now) => {
    if (!now || (kept.revision ?? 0) < (now.revision ?? 0)) return now ?? kept;
    return { ...(mergedThreeWays(sent ?? now, now, kept) as AppSettings), revision: kept.revision };
  });
}

/** A window, this one or another, had the engine keep settings. */
export function onSettingsEvent(kept: AppSettings): void {
  last = last.then(() => onSettingsKept(kept));
}

export const setTheme = (theme: AppSettings['theme']) => changeSettings({ theme });

/** Keeps a piece of the window's layout under a name. */
export function keepLayout(name: string, value: unknown): void {
  const layout = queryClient.getQueryData<AppSettings>(KEY)?.layout ?? {};
  void changeSettings({ layout: { ...layout, [name]: value } });
}
