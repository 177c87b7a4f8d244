import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Folder of real products and chips that some tests read; it is not part of the repository. */
export const SHARED_DATA = resolve(process.env.NEPHOSCOPE_DATA ?? join('..', 'shared', 'data'));

/** Whether {@link SHARED_DATA} is there; tests that need it skip otherwise and say so. */
export function haveSharedData(): boolean {
  if (existsSync(SHARED_DATA)) return true;
  console.warn(`Skipped: ${SHARED_DATA} is not there (set NEPHOSCOPE_DATA).`);
  return false;
}

/** The reference scene: Ireland, 5 October 2022, L2A, 60 m bands. */
export const T29UNU = join(SHARED_DATA, 'safe', 'S2A_MSIL2A_20221005T115411_N0400_R023_T29UNU_20221005T164454.SAFE');
