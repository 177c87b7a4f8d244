import { readFileSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import type { EngineHealth, LeaveOut } from '../engine/contract/shell.ts';
import { temporaryFolderSync } from '../engine/core/temporary.ts';
import { holdLifeline } from './lifeline.ts';
import { localAddress } from './local-address.ts';

/** What the engine's process says when its first job begins, and when none is left. */
export interface BusyMessage {
  readonly busy: boolean;
}

/** The few members that `child_process.fork` and Electron's `utilityProcess.fork` have in common. */
export interface EngineChild {
  readonly pid?: number | undefined;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  /** Electron gives a code only. */
  on(event: 'exit', listener: (code: number | null, signal?: string | null) => void): unknown;
  kill(): boolean;
}

/** Where the engine keeps things and what it may use; sent to its process as one JSON argument. */
export interface EngineProcessOptions {
  readonly version: string;
  readonly modelsFolder: string;
  readonly samplesFolder: string;
  /** Probability maps and overviews; may be deleted at any time. */
  readonly cacheFolder: string;
  /** Settings, recent products, scene settings. */
  readonly stateFolder: string;
  readonly threads?: number;
  /** Folder that everything which the renderer names must lie in; the whole disk where it is left out. */
  readonly servedRoot?: string;
}

export interface EngineProcess {
  /** Sends a request to the engine; while the engine restarts, waits for it. */
  fetch(request: Request): Promise<Response>;
  health(): EngineHealth;
  /** Starts an engine that was given up; nothing happens while one runs. */
  start(leaveOut: LeaveOut): void;
  /** Resolves when the process has ended; it is killed when it does not end by itself. */
  close(): Promise<void>;
}

const RESTARTS_PER_MINUTE = 5;
const MINUTE = 60_000;
/** Time to end work and to close files in; then the process is killed. */
const CLOSE_MILLISECONDS = 5000;
/** A killed process whose end nobody tells of is not waited for any longer. */
const KILL_MILLISECONDS = 1000;
/** Nobody reads this answer: the page asked for something else meanwhile. */
const CLIENT_CLOSED_REQUEST = 499;

/**
 * Runs the engine in a process of its own and forwards requests to it over a local socket that only this user can
 * open. When the process dies it is started again; it finds its open products and unfinished jobs in the session
 * folder and goes on. After {@link RESTARTS_PER_MINUTE} + 1 deaths within a minute every request is answered with 503
 * until {@link EngineProcess.start} is called. The process ends with this one, however this one ends.
 * @param onBusy told whether jobs run: false, too, when the process dies or is to be closed
 */
export function startEngineProcess(
  fork: (argument: string) => EngineChild,
  options: EngineProcessOptions,
  onBusy: (isBusy: boolean) => void = () => {},
): EngineProcess {
  const sessionFolder = temporaryFolderSync();
  const socketPath = localAddress(sessionFolder, 'engine');
  const lifelinePath = localAddress(sessionFolder, 'lifeline');
  const lifeline = holdLifeline(lifelinePath);
  let deaths: number[] = [];
  let state: EngineHealth['state'] = 'starting';
  let lastExit: string | null = null;
  let job: EngineHealth['job'] = null;
  let closing = false;
  let child: EngineChild;
  let ready: Promise<void>;
  let ended: Promise<void>;

  const run = (leaveOut: LeaveOut): void => {
    state = 'starting';
    child = fork(JSON.stringify({ ...options, sessionFolder, socketPath, lifelinePath, leaveOut }));
    let isEnded = (): void => {};
    ended = new Promise((resolve) => {
      isEnded = resolve;
    });
    ready = new Promise((resolve, reject) => {
      child.on('message', (message) => {
        if (isBusyMessage(message) && !closing) onBusy(message.busy);
        if (message !== 'ready') return;
        state = 'running';
        resolve();
      });
      child.on('exit', (code, signal) => {
        isEnded();
        onBusy(false);
        reject(new Error(`The engine stopped (exit code ${code}).`));
        if (closing) return;
        lastExit = signal ? `signal ${signal}` : `exit code ${code}`;
        const now = Date.now();
        const recent = deaths.filter((time) => now - time < MINUTE);
        job = runningJob(sessionFolder) ?? (recent.length > 0 ? job : null);
        deaths = [...recent, now];
        if (deaths.length <= RESTARTS_PER_MINUTE) run(null);
        else state = 'stopped';
      });
    });
    ready.catch(() => undefined);
  };
  run(null);

  return {
    async fetch(request) {
      try {
        await ready;
      } catch {
        return unavailable(
          `The engine stopped ${deaths.length} times within a minute.`,
          'Start it again from the notice in the window; if it stops again, choose the CPU as the device in the settings.',
        );
      }
      try {
        return await forward(request, socketPath);
      } catch {
        if (request.signal.aborted) return new Response(null, { status: CLIENT_CLOSED_REQUEST });
        return unavailable(
          'The engine stopped while it worked on this.',
          'It is started again by itself; then try again.',
        );
      }
    },
    health: () => ({ state, deaths: deaths.length, lastExit, job }),
    start(leaveOut) {
      if (state !== 'stopped' || closing) return;
      deaths = [];
      run(leaveOut);
      job = null;
    },
    async close() {
      closing = true;
      onBusy(false);
      if (state !== 'stopped') await endProcess(child, ended);
      lifeline.close();
      rmSync(sessionFolder, { recursive: true, force: true });
    },
  };
}

/**
 * Asks a process to end, and kills it where it does not. Electron knows the number of a process only once it has been
 * started, and asks nothing of one that has not (electron/electron#44009); such a one ends by its lifeline.
 */
async function endProcess(child: EngineChild, ended: Promise<void>): Promise<void> {
  child.kill();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      if (child.pid !== undefined) killProcess(child.pid);
      timer = setTimeout(resolve, KILL_MILLISECONDS);
    }, CLOSE_MILLISECONDS);
  });
  await Promise.race([ended, late]);
  clearTimeout(timer);
}

function killProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

function isBusyMessage(message: unknown): message is BusyMessage {
  return typeof message === 'object' && message !== null && 'busy' in message;
}

/** The job that the engine wrote down as running before it died; null where there is none. */
function runningJob(sessionFolder: string): EngineHealth['job'] {
  try {
    const { jobs } = JSON.parse(readFileSync(join(sessionFolder, 'session.json'), 'utf8')) as {
      readonly jobs: readonly { readonly id: string; readonly title: string; readonly running?: boolean }[];
    };
    const found = jobs.find(({ running }) => running);
    return found ? { id: found.id, title: found.title } : null;
  } catch {
    return null;
  }
}

/** 503 in the form of the contract's `ErrorBody`. */
function unavailable(message: string, remedy: string): Response {
  return Response.json({ error: { name: 'EngineStopped', message, remedy } }, { status: 503 });
}

/** The rest of an answer that nobody waits for any more ends instead of failing. */
function untilAborted(incoming: Readable, signal: AbortSignal): Readable {
  return Readable.from(
    (async function* () {
      try {
        yield* incoming;
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    })(),
    { objectMode: false },
  );
}

/** Headers that speak of one connection and are not handed on to the next (RFC 9110, 7.6.1). */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade']);

/** One HTTP request over the socket; the bodies of both directions are streamed. */
function forward(request: Request, socketPath: string): Promise<Response> {
  const url = new URL(request.url);
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      {
        socketPath,
        method: request.method,
        path: url.pathname + url.search,
        headers: Object.fromEntries([...request.headers].filter(([name]) => !HOP_BY_HOP.has(name))),
        signal: request.signal,
      },
      (incoming) => {
        const headers = new Headers();
        for (const [name, value] of Object.entries(incoming.headers)) {
          if (typeof value === 'string') headers.set(name, value);
        }
        headers.delete('transfer-encoding');
        headers.delete('connection');
        const status = incoming.statusCode ?? 502;
        const empty = status === 204 || status === 304;
        if (empty) incoming.resume();
        resolve(
          new Response(empty ? null : (Readable.toWeb(untilAborted(incoming, request.signal)) as unknown as BodyInit), {
            status,
            headers,
          }),
        );
      },
    );
    outgoing.on('error', reject);
    if (request.body === null) outgoing.end();
    else
      Readable.fromWeb(request.body as NodeReadableStream)
        .on('error', reject)
        .pipe(outgoing);
  });
}
