import type { Choice } from '../engine/contract/shell.ts';
import type { EngineProcess } from './engine-client.ts';

/** Tells the engine of a path that the user chose, and returns the handle by which the renderer may speak of it. */
export async function grantPath(engine: EngineProcess, path: string): Promise<Choice> {
  const response = await engine.fetch(
    new Request('http://engine/shell/grants', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ path }),
      duplex: 'half',
    } as RequestInit),
  );
  if (!response.ok) throw new Error(`The engine refused ${path}: ${await response.text()}`);
  return (await response.json()) as Choice;
}

/** The path behind a handle, for the shell's "show in folder"; null when the engine does not know it. */
export async function pathOfHandle(engine: EngineProcess, handle: string): Promise<string | null> {
  const response = await engine.fetch(new Request(`http://engine/shell/grants/${encodeURIComponent(handle)}`));
  return response.ok ? ((await response.json()) as { readonly path: string }).path : null;
}
