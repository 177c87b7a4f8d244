import type { Page } from '@playwright/test';

/** A frame of the map that brought something new, by the page's clock in milliseconds. */
export interface Frame {
  readonly at: number;
  /** Share of the mask that was computed; for frames of the mask. */
  readonly fraction: number;
}

export interface Probe {
  /** Time stamp of the last event of each kind, as the browser gave it to the event. */
  readonly events: Record<string, number>;
  /** Frames that drew new class codes, and frames that drew new image tiles. */
  readonly masks: Frame[];
  readonly tiles: Frame[];
  /** When at least one in a hundred of the map's pixels was drawn for the first time after an image tile came. */
  imageAt: number | null;
  /** Image tiles and masks that are on their way. */
  pending: number;
}

declare global {
  var probe: Probe;
}

/**
 * Runs in the page before the application. Watches what goes to WebGL: class codes are uploaded as bytes of one channel,
 * or made of probabilities by limits that are set; image tiles are uploaded as bitmaps. A frame counts when the GPU process has answered for its pixels and the browser has come to
 * its next frame.
 */
export function installProbe(): void {
  const events: Record<string, number> = {};
  const probe: Probe = { events, masks: [], tiles: [], imageAt: null, pending: 0 };
  globalThis.probe = probe;
  for (const kind of ['click', 'dblclick', 'pointermove', 'pointerup', 'keydown']) {
    addEventListener(kind, ({ timeStamp }) => (events[kind] = timeStamp), true);
  }

  let fraction = 0;
  const fetchPlain = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const address = typeof input === 'string' ? input : input instanceof URL ? input.href : input.url;
    const isDrawn = address.includes('/image/') || address.endsWith('/view');
    if (isDrawn) probe.pending++;
    try {
      const response = await fetchPlain(input, init);
      if (address.endsWith('/view')) fraction = Number(response.headers.get('x-nephoscope-fraction') ?? 0);
      return response;
    } finally {
      if (isDrawn) probe.pending--;
    }
  };

  const gl = WebGL2RenderingContext.prototype;
  const waiting = { masks: false, tiles: false, frame: false };
  const shareDrawn = (context: WebGL2RenderingContext): number => {
    const { drawingBufferWidth: width, drawingBufferHeight: height } = context;
    const pixels = new Uint8Array(width * height * 4);
    context.readPixels(0, 0, width, height, context.RGBA, context.UNSIGNED_BYTE, pixels);
    let drawn = 0;
    for (let alpha = 3; alpha < pixels.length; alpha += 4) if (pixels[alpha] !== 0) drawn++;
    return drawn / (width * height);
  };
  const endFrame = (context: WebGL2RenderingContext): void => {
    const { masks, tiles } = waiting;
    Object.assign(waiting, { masks: false, tiles: false, frame: false });
    const seen = probe.imageAt !== null || shareDrawn(context) < 0.01;
    if (probe.imageAt !== null) {
      context.readPixels(0, 0, 1, 1, context.RGBA, context.UNSIGNED_BYTE, new Uint8Array(4));
    }
    const shown = fraction;
    requestAnimationFrame((at) => {
      if (masks) probe.masks.push({ at, fraction: shown });
      if (tiles) probe.tiles.push({ at, fraction: 1 });
      if (!seen) probe.imageAt = at;
    });
  };
  const onUpload = (args: readonly unknown[]): void => {
    const source = args.at(-1);
    if (source instanceof ImageBitmap && source.width > 1) waiting.tiles = true;
    // Smaller ones are patterns.
    const isCodes = args[2] === gl.R8 && source instanceof Uint8Array && source.length > 4096;
    if (isCodes && source.some((code) => code !== 0)) waiting.masks = true;
  };
  let limits = '';
  const setLimits = gl.uniform3ui;
  gl.uniform3ui = function (this: WebGL2RenderingContext, place, ...values) {
    if (values.join() !== limits) waiting.masks = true;
    limits = values.join();
    setLimits.call(this, place, ...values);
  };
  for (const name of ['texImage2D', 'texSubImage2D'] as const) {
    const upload = gl[name] as (...args: unknown[]) => void;
    Object.assign(gl, {
      [name](this: WebGL2RenderingContext, ...args: unknown[]) {
        onUpload(args);
        upload.apply(this, args);
      },
    });
  }
  for (const name of ['drawElements', 'drawArrays'] as const) {
    const draw = gl[name] as (...args: unknown[]) => void;
    Object.assign(gl, {
      [name](this: WebGL2RenderingContext, ...args: unknown[]) {
        draw.apply(this, args);
        if (waiting.frame || !(waiting.masks || waiting.tiles)) return;
        waiting.frame = true;
        queueMicrotask(() => endFrame(this));
      },
    });
  }
}

export async function addProbe(page: Page): Promise<void> {
  await page.addInitScript(installProbe);
}

/** Number of frames so far, to wait for the next one with {@link nextFrame}. */
export const countFrames = (page: Page, kind: 'masks' | 'tiles'): Promise<number> =>
  page.evaluate((name) => globalThis.probe[name].length, kind);

/** The first frame after the given number of them; null where none comes in time. */
export function nextFrame(page: Page, kind: 'masks' | 'tiles', after: number, milliseconds: number) {
  return page.evaluate(
    async ([name, count, limit]) => {
      const end = performance.now() + limit;
      for (;;) {
        const frame = globalThis.probe[name][count];
        if (frame || performance.now() > end) return frame ?? null;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    [kind, after, milliseconds] as const,
  );
}

/** Runs in the page: waits until no image tile and no mask is on its way and nothing new was drawn for a while. */
export async function untilSettled(milliseconds: number): Promise<void> {
  const end = performance.now() + milliseconds;
  let last = '';
  let since = performance.now();
  while (performance.now() < end) {
    const { tiles, masks, pending } = globalThis.probe;
    const now = `${tiles.length} ${masks.length} ${pending}`;
    if (now !== last) since = performance.now();
    last = now;
    if (pending === 0 && performance.now() - since > 500) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

export const settled = (page: Page, milliseconds: number): Promise<void> => page.evaluate(untilSettled, milliseconds);
