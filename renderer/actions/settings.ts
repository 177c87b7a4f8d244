import { engine } from '../api/engine.ts';
import type { AppSettings } from '../api/types.ts';
import { sayError } from '../state/messages.ts';
import { queryClient } from '../state/queries.ts';

/** Changes settings of the application: at once in the window, then in the engine. */
export async function changeSettings(change: Partial<AppSettings>): Promise<void> {
  const current = queryClient.getQueryData<AppSettings>(['settings']);
  if (!current) return;
  const next = { ...current, ...change };
  queryClient.setQueryData<AppSettings>(['settings'], next);
  try {
    await engine.putSettings(next);
  } catch (error) {
    sayError(error);
  }
}

export const setTheme = (theme: AppSettings['theme']) => changeSettings({ theme });

/** Keeps a piece of the window's layout under a name. */
export function keepLayout(name: string, value: unknown): void {
  const layout = queryClient.getQueryData<AppSettings>(['settings'])?.layout ?? {};
  void changeSettings({ layout: { ...layout, [name]: value } });
}
