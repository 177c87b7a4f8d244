import { say } from './messages.ts';

/** Browsers' words for a file of the window that did not come; they hold its whole address. */
const NOT_LOADED = /dynamically imported module|module script failed|preload CSS/i;

export type PartFailure = Error & { readonly remedy?: string };

/** What is said where a part of the window fails, or cannot be loaded. */
export function partFailure(error: unknown): PartFailure {
  const message = error instanceof Error ? error.message : String(error);
  return NOT_LOADED.test(message)
    ? Object.assign(new Error('This part of the window could not be loaded.'), {
        remedy: 'Check that the program that serves the window runs and can be reached; then load the window anew.',
      })
    : new Error(`This part of the window failed: ${message}`);
}

export function sayPartFailure({ message, remedy }: PartFailure): void {
  say({ kind: 'error', text: message, remedy });
}
