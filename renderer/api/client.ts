import { address } from './address.ts';
import { givenUpBySignal } from './give-up.ts';
import type { ErrorBody } from './types.ts';

/** What the engine, or the way to it, refused: one sentence, and where known the file and the remedy. */
export class ApiError extends Error {
  override readonly name: string;
  readonly file: string | undefined;
  readonly remedy: string | undefined;
  /** HTTP status; 0 where no answer came at all. */
  readonly status: number;

  constructor(status: number, body: ErrorBody['error']) {
    super(body.message);
    this.name = body.name;
    this.file = body.file;
    this.remedy = body.remedy;
    this.status = status;
  }

  /** The engine was not there to answer; the line at the top says so. */
  get isAway(): boolean {
    return this.name === UNREACHABLE.name || this.name === 'EngineStopped';
  }
}

const UNREACHABLE: ErrorBody['error'] = {
  name: 'EngineUnavailable',
  message: 'Nephoscope did not answer.',
  remedy: 'Try again; what is finished is kept.',
};

function isErrorBody(value: unknown): value is ErrorBody {
  const error = (value as ErrorBody | null)?.error;
  return typeof error === 'object' && error !== null && typeof error.message === 'string';
}

async function readError(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  if (isErrorBody(body)) return new ApiError(response.status, body.error);
  return new ApiError(response.status, {
    name: 'Error',
    message: `The engine answered with status ${response.status} and no reason.`,
  });
}

/** True where the request was given up by us, which is no error to show. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** Sends a request; throws `ApiError` for every status from 400 on and where no answer comes. */
export async function send(path: `/${string}`, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address(path), givenUpBySignal(init));
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new ApiError(0, UNREACHABLE);
  }
  if (!response.ok) throw await readError(response);
  return response;
}

/** A request that carries JSON. */
export function withBody(method: string, body: unknown, signal?: AbortSignal): RequestInit {
  return {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  };
}

export async function getJson<T>(path: `/${string}`, signal?: AbortSignal): Promise<T> {
  return (await send(path, signal ? { signal } : {})).json() as Promise<T>;
}

/** Sends JSON and reads JSON; `undefined` where the answer has no body. */
export async function sendJson<T>(method: string, path: `/${string}`, body: unknown, signal?: AbortSignal): Promise<T> {
  const response = await send(path, withBody(method, body, signal));
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/** Sends JSON and reads bytes. */
export async function sendForBytes(
  path: `/${string}`,
  body: unknown,
  signal?: AbortSignal,
): Promise<{ bytes: Uint8Array; headers: Headers }> {
  const response = await send(path, withBody('POST', body, signal));
  return { bytes: new Uint8Array(await response.arrayBuffer()), headers: response.headers };
}
