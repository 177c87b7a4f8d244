import { ApiError } from '../api/client.ts';

/** Until what could not be kept is sent again. */
export const RETRY_MILLISECONDS = 2000;

/** Whether the same request may pass later: no answer came, or the engine could not just then. What it refuses it refuses again. */
export const mayPassLater = (error: unknown): boolean =>
  error instanceof ApiError && (error.status === 0 || error.status >= 500);
