import { ApiError } from '../api/client.ts';
import { sayError } from './messages.ts';
import { useScenes } from './scenes.ts';

const NOT_FOUND = 404;

const closing = new Set<string>();

/** Closes a product by `close`; that what was asked of it before finds it gone is no trouble from now on: see {@link sayErrorOf}. */
export async function closeBy(product: string, close: () => Promise<void>): Promise<void> {
  closing.add(product);
  try {
    await close();
  } finally {
    closing.delete(product);
  }
}

/** Says what went wrong about a product; that one which is being closed, or was, is not open any more goes without saying. */
export function sayErrorOf(product: string, error: unknown): void {
  const isOpen = useScenes.getState().scenes[product] !== undefined && !closing.has(product);
  if (isOpen || !(error instanceof ApiError) || error.status !== NOT_FOUND) sayError(error);
}
