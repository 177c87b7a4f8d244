import { app, BrowserWindow, dialog } from 'electron';
import type { Job } from '../engine/contract/jobs.ts';
import type { EngineProcess } from '../shell/engine-client.ts';

/** Whether the program is on its way out, with the user's consent where that was needed. */
export interface Leaving {
  isAgreed(): boolean;
}

/** An engine that does not answer so long is not waited for. */
const ANSWER_MILLISECONDS = 2000;

/** Asks before quitting while jobs are unfinished, and ends the engine before the program ends. */
export function leaveWithEngine(engine: EngineProcess): Leaving {
  let agreed = false;
  let isAsking = false;
  let engineHasEnded = false;
  app.on('before-quit', (event) => {
    if (agreed) return;
    // Only a synchronous word keeps the program; it quits once more when the answer is there.
    event.preventDefault();
    if (isAsking) return;
    isAsking = true;
    void mayLeave(engine).then((may) => {
      isAsking = false;
      agreed = may;
      if (may) app.quit();
    });
  });
  app.on('will-quit', (event) => {
    if (engineHasEnded) return;
    event.preventDefault();
    void engine.close().finally(() => {
      engineHasEnded = true;
      app.quit();
    });
  });
  return { isAgreed: () => agreed };
}

async function mayLeave(engine: EngineProcess): Promise<boolean> {
  const jobs = await unfinishedJobs(engine);
  if (jobs.length === 0) return true;
  const running = jobs.find(({ state }) => state === 'running') ?? jobs[0]!;
  const others = jobs.length - 1;
  const options = {
    type: 'question' as const,
    title: 'Nephoscope',
    message: others === 0 ? 'A job is running.' : `${jobs.length} jobs are running or waiting.`,
    detail: `${running.title}, ${Math.round(running.fraction * 100)} %${others === 0 ? '' : `, and ${others} more`}. If you quit now, what is not finished is given up; finished files and computed tiles are kept.`,
    buttons: ['Quit', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  };
  const window = BrowserWindow.getAllWindows()[0];
  const { response } = await (window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options));
  return response === 0;
}

async function unfinishedJobs(engine: EngineProcess): Promise<readonly Job[]> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<readonly Job[]>((resolve) => {
    timer = setTimeout(() => resolve([]), ANSWER_MILLISECONDS);
  });
  const asked = engine.fetch(new Request('http://engine/api/jobs')).then(async (response) => {
    if (!response.ok) return [];
    return ((await response.json()) as readonly Job[]).filter(({ endedAt }) => endedAt === null);
  });
  try {
    return await Promise.race([asked, tooLate]);
  } catch {
    return [];
  } finally {
    clearTimeout(timer);
  }
}
