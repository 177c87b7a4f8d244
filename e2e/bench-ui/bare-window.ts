import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { Readable, Writable } from 'node:stream';
import { CHROMIUM } from '../browser-shell.ts';
import { installProbe } from './probe.ts';

/**
 * A window of Chromium that nobody watches. A page under Playwright reports its network traffic, and for that Chromium
 * keeps up to 100 MB of answers in the page's own process; here only what is asked for crosses DevTools' pipe.
 */
export interface BareWindow {
  /** Runs a function in the page with plain values. */
  run<Arguments extends unknown[], T>(
    inPage: (...values: Arguments) => T | Promise<T>,
    ...values: Arguments
  ): Promise<T>;
  /** Presses a key, `Control+e` or `Shift+P` among them. */
  press(keys: string): Promise<void>;
  memory(): Promise<WindowMemory>;
  close(): Promise<void>;
}

export interface WindowMemory {
  /** Private memory of the window's process and of the GPU process (which holds the textures), bytes. */
  readonly rendererBytes: number;
  readonly gpuBytes: number;
  /** What JavaScript holds after a collection of garbage. */
  readonly heapBytes: number;
}

type Answer = Record<string, unknown>;
type Send = (method: string, params?: object, sessionId?: string) => Promise<Answer>;

const MODIFIERS: Readonly<Record<string, number>> = { Alt: 1, Control: 2, Shift: 8 };

export async function openBareWindow(
  address: string,
  { viewport, folder }: { readonly viewport: { readonly width: number; readonly height: number }; folder: string },
): Promise<BareWindow> {
  const child = spawn(
    CHROMIUM.executablePath,
    [
      ...CHROMIUM.args,
      '--headless=new',
      '--remote-debugging-pipe',
      `--user-data-dir=${folder}`,
      `--window-size=${viewport.width},${viewport.height}`,
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
  );
  const send = talk(child);
  const { targetInfos } = (await send('Target.getTargets')) as { targetInfos: { targetId: string; type: string }[] };
  const target = targetInfos.find(({ type }) => type === 'page');
  if (!target) throw new Error('Chromium has opened no window.');
  const { sessionId } = await send('Target.attachToTarget', { targetId: target.targetId, flatten: true });
  const ask = (method: string, params: object = {}) => send(method, params, sessionId as string);
  const evaluate = async <T>(expression: string): Promise<T> => {
    const { result, exceptionDetails } = (await ask('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    })) as { result: { value: T }; exceptionDetails?: { exception?: { description?: string } } };
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? 'The page failed.');
    return result.value;
  };
  await ask('Page.enable');
  await ask('Emulation.setDeviceMetricsOverride', { ...viewport, deviceScaleFactor: 1, mobile: false });
  await ask('Emulation.setFocusEmulationEnabled', { enabled: true });
  await ask('Page.addScriptToEvaluateOnNewDocument', { source: `(${installProbe})()` });
  await ask('Page.navigate', { url: address });
  return {
    run: (inPage, ...values) => evaluate(`(${inPage})(...${JSON.stringify(values)})`),
    async press(keys) {
      const parts = keys === '+' ? ['+'] : keys.split('+');
      const key = parts.at(-1);
      const modifiers = parts.slice(0, -1).reduce((bits, name) => bits | (MODIFIERS[name] ?? 0), 0);
      for (const type of ['rawKeyDown', 'keyUp']) await ask('Input.dispatchKeyEvent', { type, key, modifiers });
    },
    async memory() {
      await ask('HeapProfiler.collectGarbage');
      const { usedSize } = (await ask('Runtime.getHeapUsage')) as { usedSize: number };
      const { processInfo } = (await send('SystemInfo.getProcessInfo')) as {
        processInfo: { type: string; id: number; cpuTime: number }[];
      };
      // Chromium keeps an idle process for the next window; ours is the one that works.
      const busiest = (wanted: string) =>
        processInfo.filter(({ type }) => type === wanted).sort((a, b) => b.cpuTime - a.cpuTime)[0];
      return {
        rendererBytes: await privateBytes(busiest('renderer')?.id),
        gpuBytes: await privateBytes(busiest('GPU')?.id),
        heapBytes: usedSize,
      };
    },
    close: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      await send('Browser.close');
      await ended;
    },
  };
}

/** Messages over DevTools' pipe: JSON, each ended by a zero byte. Rejects what Chromium refuses, and all when it ends. */
function talk(child: ChildProcess): Send {
  const [, , , into, from] = child.stdio as unknown as [null, null, null, Writable, Readable];
  const waiting = new Map<number, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>();
  let count = 0;
  let text = '';
  from.setEncoding('utf8').on('data', (chunk: string) => {
    const messages = (text + chunk).split('\0');
    text = messages.pop() ?? '';
    for (const { id, result, error } of messages.map((message) => JSON.parse(message))) {
      if (error) waiting.get(id)?.reject(new Error(error.message));
      else waiting.get(id)?.resolve(result);
      waiting.delete(id);
    }
  });
  child.once('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error('Chromium has ended.'));
  });
  return (method, params = {}, sessionId) =>
    new Promise((resolve, reject) => {
      const id = ++count;
      waiting.set(id, { resolve, reject });
      into.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
}

/** Memory that a process shares with no other, as Linux tells it; NaN where it does not. */
async function privateBytes(pid: number | undefined): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  const lines = [...rollup.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB$/gm)];
  return lines.length === 0 ? Number.NaN : lines.reduce((sum, [, kilobytes]) => sum + Number(kilobytes) * 1024, 0);
}
