/** What Electron's engine asks of the main process: a process for a network, which connects to the address. */
export interface NetworkRequest {
  readonly startNetwork: { readonly id: number; readonly address: string };
}

/** What it is told once that process has ended. */
export interface NetworkEnd {
  readonly networkEnded: { readonly id: number; readonly code: number };
}

export function isNetworkRequest(message: unknown): message is NetworkRequest {
  return typeof message === 'object' && message !== null && 'startNetwork' in message;
}

export function isNetworkEnd(message: unknown): message is NetworkEnd {
  return typeof message === 'object' && message !== null && 'networkEnded' in message;
}
