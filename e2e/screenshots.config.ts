import { join } from 'node:path';
import base from './playwright.config.ts';

process.env.NEPHOSCOPE_PICTURES ??= join(import.meta.dirname, '../out/screenshots');

/** `npm run screenshots`: every screen and state, dark and light, into `out/screenshots`. */
export default {
  ...base,
  testMatch: ['screenshots.ts', 'screenshots-*.ts', 'season-screenshots.ts'],
  // Hundreds of pictures, each of a map that is drawn by the CPU, maybe on a busy machine.
  timeout: 2_400_000,
  use: { actionTimeout: 60_000 },
};
