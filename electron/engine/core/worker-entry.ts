/**
 * Address of a built worker program, for example `workerEntry('decode')` for `decode.worker.ts`. Built code lies flat
 * in `dist/`, so the worker is a neighbour; code run from its source (tests) takes the built worker too.
 */
export function workerEntry(name: string, from: string = import.meta.url): URL {
  return from.endsWith('.ts')
    ? new URL(`../../../dist/${name}.worker.mjs`, from)
    : new URL(`./${name}.worker.mjs`, from);
}
