import type { BackgroundMap } from '../engine/contract/background.ts';
import { tileOrigin } from '../engine/contract/tile-origin.ts';
import type { EngineProcess } from './engine-client.ts';

/** What a page may load and run: only what comes from its own origin, and images of one other where that is given. */
export function contentPolicy(imageOrigin: string | null): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    // Mantine and MapLibre set style attributes.
    "style-src 'self' 'unsafe-inline'",
    `img-src 'self' blob: data:${imageOrigin === null ? '' : ` ${imageOrigin}`}`,
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The origin whose images the window may load: that of the background map while the user has it on. */
export async function backgroundOrigin(engine: EngineProcess): Promise<string | null> {
  try {
    const response = await engine.fetch(new Request('http://engine/api/settings'));
    const { background } = (await response.json()) as { readonly background: BackgroundMap };
    return background.on ? tileOrigin(background.template) : null;
  } catch {
    return null;
  }
}
