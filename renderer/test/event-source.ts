type Listener = (message: { readonly data: string }) => void;

/** The part of the web's `EventSource` that the window uses, over a `fetch` given to it. */
export function eventSourceOver(fetchEvents: (path: string, signal: AbortSignal) => Promise<Response>) {
  return class {
    onopen: (() => void) | null = null;
    onerror: (() => void) | null = null;
    readonly #listeners = new Map<string, Listener>();
    readonly #end = new AbortController();

    constructor(address: string) {
      this.#read(address.replace(/^\.\//, '/')).catch(() => {
        if (!this.#end.signal.aborted) this.onerror?.();
      });
    }

    addEventListener(type: string, listener: Listener): void {
      this.#listeners.set(type, listener);
    }

    close(): void {
      this.#end.abort();
    }

    async #read(path: string): Promise<void> {
      const { signal } = this.#end;
      const response = await fetchEvents(path, signal);
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
      signal.addEventListener('abort', () => void reader.cancel());
      this.onopen?.();
      let text = '';
      for (;;) {
        const { done, value } = await reader.read();
        if (done || signal.aborted) return;
        const events = (text + value).split('\n\n');
        text = events.pop()!;
        for (const event of events) this.#tell(event);
      }
    }

    #tell(event: string): void {
      const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(event)?.[1] ?? '';
      this.#listeners.get(field('event'))?.({ data: field('data') });
    }
  };
}
