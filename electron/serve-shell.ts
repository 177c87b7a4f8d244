/** The browser shell for programs that start it themselves: the end-to-end journeys and the tests. */
export { startBrowserShell } from './shell/browser.ts';
export { defaultFolders } from './shell/folders.ts';
