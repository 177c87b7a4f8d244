/** Runs the built main process on the stand-in, does what a user would, and prints what happened as one line of JSON. */
import { app, BrowserWindow, calls, page } from 'electron';

const [folder] = process.argv.slice(-1);
await import(new URL('../../../dist/main.mjs', import.meta.url).href);
const text = async (response) => ({
  status: response.status,
  csp: response.headers.get('content-security-policy'),
  body: await response.text(),
});
const refused = (promise) =>
  promise.then(
    () => null,
    (error) => error.message,
  );

const about = await text(await page.fetch('app://nephoscope/api/about'));
const shellRoute = await text(await page.fetch('app://nephoscope/shell/grants/aaaaaaaa'));
const index = await text(await page.fetch('app://nephoscope/index.html'));
const cancelled = await page.invoke('choose', 'app://nephoscope/index.html', 'product');
page.answerDialogWith(folder);
const chosen = await page.invoke('choose', 'app://nephoscope/index.html', 'product');
await page.invoke('show-in-folder', 'app://nephoscope/index.html', chosen.handle);
const stranger = await refused(page.invoke('choose', 'https://example.org/', 'product'));
const window = BrowserWindow.getAllWindows()[0];
const isPrevented = (url) => {
  let prevented = false;
  window.webContents.emit('will-navigate', { url, preventDefault: () => (prevented = true) });
  return prevented;
};
const prevented = [isPrevented('https://example.org/'), isPrevented('app://nephoscope/index.html')];
app.emit('second-instance', {}, ['electron', '.', folder]);
const sent = async () => {
  for (let i = 0; i < 100 && !calls.some(([name]) => name === 'send'); i++) await new Promise((r) => setTimeout(r, 50));
  return calls.find(([name]) => name === 'send');
};
const opened = await sent();
console.log(
  JSON.stringify({
    about,
    shellRoute,
    index,
    cancelled,
    chosen,
    stranger,
    prevented,
    opened,
    calls,
  }),
);
app.quit();
setTimeout(() => process.exit(0), 200);
