import { ApiError } from '../api/client.ts';
import { sayError } from './messages.ts';

/** Until what could not be kept is sent again. */
export const RETRY_MILLISECONDS = 2000;

/** Whether the same request may pass later: no answer came, or the engine could not just then. What it refuses it refuses again. */
const mayPassLater = (error: unknown): boolean =>
  error instanceof ApiError && (error.status === 0 || error.status >= 500);

/** Sends what is to be kept under a name; told whether it is sent again. */
type Send = (isAgain: boolean) => Promise<void>;

/** Sends things a moment after they changed, each under its name; what does not arrive is told once, and sent again until it does. */
export function createLaterSender() {
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  /** How many sends of a name are under way. */
  const underWay = new Map<string, number>();
  const count = (name: string, by: 1 | -1): void => {
    const now = (underWay.get(name) ?? 0) + by;
    if (now > 0) underWay.set(name, now);
    else underWay.delete(name);
  };
  const cancel = (name: string): void => {
    clearTimeout(timers.get(name));
    timers.delete(name);
  };
  const sendIn = (name: string, milliseconds: number, send: Send, isAgain = false): void => {
    cancel(name);
    const sendNow = () => {
      timers.delete(name);
      count(name, 1);
      send(isAgain)
        .catch((error: unknown) => {
          if (!isAgain) sayError(error);
          if (mayPassLater(error) && !timers.has(name)) sendIn(name, RETRY_MILLISECONDS, send, true);
        })
        .finally(() => count(name, -1));
    };
    timers.set(name, setTimeout(sendNow, milliseconds));
  };
  return {
    /** Takes the place of what waits under the name. */
    sendIn: (name: string, milliseconds: number, send: Send) => sendIn(name, milliseconds, send),
    cancel,
    isWaiting: (name: string): boolean => timers.has(name),
    /** What is not known to have arrived: it waits, or is under way, which a window that goes breaks off. */
    unconfirmed: (): readonly string[] => [...new Set([...timers.keys(), ...underWay.keys()])],
  };
}
