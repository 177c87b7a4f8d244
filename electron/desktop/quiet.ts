import { app, session } from 'electron';
import { ORIGIN } from './origin.ts';

/**
 * Keeps Chromium from asking servers of its own accord; to be called before the first window. What it would do:
 * - fetch a dictionary for the spell checker from Google on Windows and Linux, at the first window and whatever that
 *   window's `spellcheck` says (electron/electron#22995); it is switched off, and would find nothing at the address.
 * - try whether the system's name server speaks DNS over HTTPS, and ask that way (`app.configureHostResolver`).
 */
export function keepQuiet(): void {
  session.defaultSession.setSpellCheckerDictionaryDownloadURL(`${ORIGIN}/no-dictionaries/`);
  session.defaultSession.setSpellCheckerEnabled(false);
  app.configureHostResolver({ enableBuiltInResolver: false, secureDnsMode: 'off' });
}
