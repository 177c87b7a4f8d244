import { CancelledError } from '../core/errors.ts';
import { startHost } from './host-process.ts';
import { deviceFailed, processEnded, tooLarge, workerError } from './network-errors.ts';
import type { ModelPack } from './packs.ts';
import type {
  HostMessage,
  ProviderId,
  SessionInfo,
  SessionStart,
  TileRequest,
  TileResult,
  WorkerReply,
} from './session-messages.ts';

/** A tile takes about this long on slow machines: so long a cancelled one may finish, to keep the network open. */
const PATIENCE_MILLISECONDS = 2000;

/** A network in a process of its own, told what to do by messages. Whatever it is asked fails once it is stopped. */
export interface NetworkProcess {
  /** Fulfilled once the process has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Loads the network; the first that is asked. */
  open(start: Omit<SessionStart, 'provider'>, signal: AbortSignal | undefined): Promise<SessionInfo>;
  run(request: TileRequest, signal?: AbortSignal, onSent?: () => void): Promise<TileResult>;
  /** Lets the network take leave of its driver, within {@link PATIENCE_MILLISECONDS}. */
  takeLeave(): Promise<void>;
  /** Ends the process; what waits for an answer fails with the error, or with that of an earlier stop. */
  stop(error: Error): void;
  isStopped(): boolean;
  /** Most memory that it has held, bytes; 0 before the first answer. */
  peakBytes(): number;
}

/** Starts the process of a pack's network, which is ended where it takes more than `memoryLimitBytes`. */
export function startNetworkProcess(pack: ModelPack, provider: ProviderId, memoryLimitBytes: number): NetworkProcess {
  const waiting = new Map<number, { resolve: (reply: WorkerReply) => void; reject: (error: unknown) => void }>();
  let nextId = 0;
  let stopped: Error | null = null;
  let peakBytes = 0;
  const { promise: ended, resolve: isEnded } = withResolver();
  const child = startHost({
    message: receive,
    failed: (cause) => stop(deviceFailed(provider, cause.message, cause)),
    ended(how) {
      stop(processEnded(pack, provider, how));
      isEnded();
    },
  });

  function stop(error: Error): void {
    stopped ??= error;
    child.kill();
    for (const { reject } of waiting.values()) reject(stopped);
    waiting.clear();
  }

  function receive(message: HostMessage): void {
    if ('tooLarge' in message) stop(tooLarge(pack, message.tooLarge, memoryLimitBytes));
    else if ('failed' in message) stop(deviceFailed(provider, message.failed));
    else {
      peakBytes = Math.max(peakBytes, message.peakBytes);
      settle(message.reply);
    }
  }

  function settle(reply: WorkerReply): void {
    const waiter = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('error' in reply) waiter?.reject(workerError(pack, provider, reply.error, reply.id === 0));
    else waiter?.resolve(reply);
  }

  /** The answer to what is sent; where the signal has fired and it does not come soon after, the process is ended. */
  async function answerTo(send: (id: number) => void, signal: AbortSignal | undefined): Promise<WorkerReply> {
    if (stopped) throw stopped;
    const answer = new Promise<WorkerReply>((resolve, reject) => {
      const id = nextId++;
      waiting.set(id, { resolve, reject });
      send(id);
    });
    let timer: NodeJS.Timeout | undefined;
    const hurry = (): void => {
      timer = setTimeout(() => stop(new CancelledError()), PATIENCE_MILLISECONDS);
    };
    if (signal?.aborted) hurry();
    else signal?.addEventListener('abort', hurry, { once: true });
    try {
      return await answer;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', hurry);
    }
  }

  return {
    ended,
    async open(start, signal) {
      const first = { session: { ...start, provider }, memoryLimitBytes };
      return ((await answerTo(() => child.send(first), signal)) as { info: SessionInfo }).info;
    },
    async run(request, signal, onSent) {
      const send = (id: number) => child.send({ id, kind: 'run', request }, onSent);
      return ((await answerTo(send, signal)) as { result: TileResult }).result;
    },
    async takeLeave() {
      await answerTo((id) => child.send({ id, kind: 'close' }), AbortSignal.abort()).catch(() => undefined);
    },
    stop,
    isStopped: () => stopped !== null,
    peakBytes: () => peakBytes,
  };
}

function withResolver(): { readonly promise: Promise<void>; resolve(): void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((fulfil) => {
    resolve = fulfil;
  });
  return { promise, resolve };
}
