import { useSettings } from '../state/queries.ts';

/** Whose map lies behind the images, where one does. */
export function Attribution() {
  const { data: settings } = useSettings();
  if (!settings?.background.on || settings.background.attribution === '') return null;
  return <div className="attribution">{settings.background.attribution}</div>;
}
