import { buildIfStale } from './dist.mjs';

/**
 * Workers run from `dist/`, and packages hold the window: both are built before the tests. A test that built them again
 * would take the programs away under those that run beside it.
 */
export async function setup(): Promise<void> {
  await buildIfStale({ renderer: true });
}
