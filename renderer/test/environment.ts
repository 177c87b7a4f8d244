import { builtinEnvironments, type Environment } from 'vitest/runtime';

/** What the engine, which runs beside the page in these tests, needs as Node has it. */
const NODES_OWN = [
  ...['AbortController', 'AbortSignal', 'Blob', 'File', 'FormData', 'Headers'],
  ...['Request', 'Response', 'ReadableStream', 'TransformStream', 'WritableStream', 'fetch', 'URL', 'performance'],
] as const;

/** The part of a reader of files that the window uses, for files as Node has them; happy-dom's takes only its own. */
class FileReaderOfNode {
  result: string | null = null;
  onload: (() => void) | null = null;
  onerror: (() => void) | null = null;

  readAsDataURL(file: Blob): void {
    file.arrayBuffer().then(
      (bytes) => {
        this.result = `data:;base64,${Buffer.from(bytes).toString('base64')}`;
        this.onload?.();
      },
      () => this.onerror?.(),
    );
  }
}

/** A document as happy-dom imitates it, over the web's interfaces as Node has them. */
const environment: Environment = {
  name: 'window',
  viteEnvironment: 'client',
  async setup(global, options) {
    const own = NODES_OWN.map((name) => [name, global[name]] as const);
    const page = await builtinEnvironments['happy-dom'].setup(global, options);
    for (const [name, value] of own) {
      Object.defineProperty(global, name, { value, configurable: true, writable: true });
    }
    Object.assign(global, { FileReader: FileReaderOfNode });
    // Mantine asks it, once it is there or not, to lay text areas out again when fonts have come.
    Object.defineProperty(global.document, 'fonts', { value: new EventTarget() });
    return page;
  },
};

export default environment;
