import { engine } from '../api/engine.ts';
import type { AppSettings } from '../api/types.ts';
import { queryClient } from '../state/queries.ts';
import { reloadWindow } from '../state/reload.ts';

/**
 * Keeps the choice of a background map and loads the window anew: the policy under which a page may load images from
 * a service is fixed when the page is loaded. Throws what the engine refuses.
 */
export async function putBackground(background: AppSettings['background']): Promise<void> {
  const settings = await queryClient.ensureQueryData({ queryKey: ['settings'], queryFn: engine.settings });
  await engine.putSettings({ ...settings, background });
  await reloadWindow();
}
