/**
 * Address of what the engine or the shell offers, for example `/api/about`: relative to the page, since the browser shell
 * serves everything below a path of its own.
 */
export const address = (path: `/${string}`): string => `.${path}`;
