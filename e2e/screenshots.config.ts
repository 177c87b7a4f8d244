import base from './playwright.config.ts';

/** `npm run screenshots`: every screen and state, dark and light, into `out/screenshots`. */
export default { ...base, testMatch: 'screenshots*.ts', timeout: 300_000 };
