/** So that `npx vitest run FILE` finds the tests' settings. */
export { default } from './build/vitest.config.ts';
