/** Starts a main module as Electron does, and what the user, the page and the system then do to it. */

import { fetchFrom } from './browser-window.mjs';
import { BrowserWindow, finishQuit } from './electron.mjs';
import { BrokenRule } from './rules.mjs';
import { calls, makeReady, state } from './state.mjs';

const EVALUATION_MILLISECONDS = Number(process.env.STAND_IN_EVALUATION_MILLISECONDS ?? 10_000);

/** Imports the main module, and only then becomes ready. */
export async function launch(url) {
  let timer;
  const tooLate = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new BrokenRule('ready-after-main')), EVALUATION_MILLISECONDS);
  });
  try {
    await Promise.race([import(url), tooLate]);
  } finally {
    clearTimeout(timer);
  }
  state.beforeReady?.();
  if (state.quitsEarly) finishQuit();
  else makeReady();
  // What waits for ready runs now.
  await new Promise((resolve) => setTimeout(resolve, 0));
}

/** Waits for something to be so; the last value where it never is. */
export async function until(get, seconds = 20) {
  for (let waited = 0; waited < seconds * 50; waited++) {
    const value = await get();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return get();
}

export const page = {
  fetch: fetchFrom,
  /** What the preload script put on `window`; there once the page has been loaded. */
  window: () => until(() => BrowserWindow.getAllWindows()[0]?.webContents.world?.exposed),
  /** A message from a frame with another address. */
  invokeFrom: async (url, channel, ...args) =>
    state.handlers.get(channel)({ senderFrame: { url }, sender: null }, ...args),
};

export const user = {
  choose: (...paths) => {
    state.dialogAnswer = paths;
  },
  answerBoxWith: (button) => {
    state.answerBox = async ({ buttons, cancelId }) => {
      const index = buttons.indexOf(button);
      return index >= 0 ? index : cancelId;
    };
  },
};

export const called = (name) => calls.filter(([other]) => other === name).map(([, ...args]) => args);
