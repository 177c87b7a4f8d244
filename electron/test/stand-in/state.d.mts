/** See `state.mjs`. */
export const state: {
  readonly handlers: Map<string, (event: unknown, ...args: readonly unknown[]) => unknown>;
};
