import { buildIfStale } from '../build/dist.mjs';

/** The journeys run on what is built, so it is built first. */
export default async function setup(): Promise<void> {
  await buildIfStale({ renderer: true });
}
