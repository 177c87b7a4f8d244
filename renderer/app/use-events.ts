import { useEffect } from 'react';
import { refreshPacks } from '../actions/label/adapt.ts';
import { putJob } from '../actions/masks.ts';
import { forgetProduct, refreshProduct } from '../actions/products.ts';
import { adoptProject, keepAll, onProject } from '../actions/project.ts';
import { onSettingsEvent } from '../actions/settings.ts';
import { followEvents } from '../api/events.ts';
import type { EngineEvent, EngineStatus, Job, MaskState, RemoteActivity } from '../api/types.ts';
import { onSceneKept } from '../state/keep-scene.ts';
import { onLabelsEvent } from '../state/label/sessions.ts';
import { bumpMask, takePart } from '../state/mask-progress.ts';
import { jobErrorText, say, sayError, sayInfo } from '../state/messages.ts';
import { endedPreviews } from '../state/milestones.ts';
import { jobName } from '../state/product-name.ts';
import { onPartKept } from '../state/project/keep-parts.ts';
import { openProducts, queryClient } from '../state/queries.ts';
import { setUi, useUi } from '../state/ui.ts';

const finished = (job: Job | undefined) => job !== undefined && job.endedAt !== null;

/** That a job is done, how many files it wrote, and where they are offered. */
function doneText({ result }: Job): string {
  const count = result?.files.length ?? 0;
  if (count === 0) return 'done.';
  return count === 1 ? 'done, 1 file. Jobs leads to it.' : `done, ${count} files. Jobs leads to them.`;
}

/** Whether a job had ended before this window was opened, and was told of then. */
const endedEarlier = ({ endedAt }: Job) => endedAt !== null && Date.parse(endedAt) < performance.timeOrigin;

function tellEnd(job: Job): void {
  if (job.error && job.state === 'failed')
    say({ kind: 'error', ...job.error, text: jobErrorText(jobName(job), job.error.message) });
  else if (job.state === 'done' && job.kind !== 'mask' && (job.batch === null || job.kind === 'batch'))
    sayInfo(`${jobName(job)}: ${doneText(job)}`);
}

function onJob(job: Job): void {
  const before = queryClient.getQueryData<Job[]>(['jobs'])?.find(({ id }) => id === job.id);
  putJob(job);
  if (!finished(job) || finished(before)) return;
  if (before || !endedEarlier(job)) tellEnd(job);
  if (job.result?.adapted?.pack) void refreshPacks();
  if (job.kind === 'mask' && job.product) {
    takePart(`${job.product} ${job.pack} ${job.grid}`, 1, () => undefined);
    const states = queryClient.getQueryData<MaskState[]>(['masks', job.product]) ?? [];
    const isWhole = states.some(({ pack, grid, fraction }) => pack === job.pack && grid === job.grid && fraction >= 1);
    void queryClient.invalidateQueries({ queryKey: ['masks', job.product] });
    // A whole mask is on its way to the map: asked for once more, it would come later.
    if (!isWhole) bumpMask(job.product);
    endedPreviews.reached(job.product);
  }
}

function onMaskProgress({ product, pack, grid, fraction }: Extract<EngineEvent, { type: 'mask-progress' }>): void {
  takePart(`${product} ${pack} ${grid}`, fraction, () => {
    queryClient.setQueryData<MaskState[]>(['masks', product], (states = []) => [
      ...states.filter((state) => state.pack !== pack || state.grid !== grid),
      { pack, grid, fraction },
    ]);
    bumpMask(product);
  });
}

function onEvent(event: EngineEvent): void {
  if (event.type === 'job') onJob(event.job);
  else if (event.type === 'job-removed')
    queryClient.setQueryData<Job[]>(['jobs'], (jobs = []) => jobs.filter(({ id }) => id !== event.id));
  else if (event.type === 'mask-progress') onMaskProgress(event);
  else if (event.type === 'device')
    queryClient.setQueryData<EngineStatus>(['status'], (status) => status && { ...status, device: event.device });
  else if (event.type === 'scene-settings') onSceneKept(event.product, event.revision, event.settings);
  else if (event.type === 'settings') onSettingsEvent(event.settings);
  else if (event.type === 'remote') queryClient.setQueryData<RemoteActivity>(['remote'], event.activity);
  else if (event.type === 'project') void onProject(event.project);
  else if (event.type === 'project-part') onPartKept(event.name, event.revision, event.value);
  else if (event.type === 'labels') void onLabelsEvent(event.project, event.chip);
  else if (event.type === 'notice') say({ ...event, kind: 'warning', text: event.message });
  else if (event.type === 'product-changed') refreshProduct(event.product, event.reason).catch(sayError);
  else if (openProducts().some(({ id }) => id === event.product)) {
    forgetProduct(event.product);
    say({ kind: 'error', text: event.reason, remedy: LOST });
  }
}

/** What to do about a product whose files went away while it was open. */
const LOST =
  'What was set about it is kept: put its files back and try again, or point to where they are now, in the list of scenes.';

/** Tells of jobs that the new engine did not take up because of what they did to the last. */
function sayLeftOut(known: readonly Job[]): void {
  for (const { id, title, error } of queryClient.getQueryData<Job[]>(['jobs']) ?? []) {
    const before = known.find((job) => job.id === id);
    if (error?.name === 'EngineDeathError' && !finished(before))
      say({ kind: 'error', ...error, text: jobErrorText(jobName({ title }), error.message) });
  }
}

async function onConnected(): Promise<void> {
  const wasLost = ['lost', 'gone'].includes(useUi.getState().connection);
  const known = queryClient.getQueryData<Job[]>(['jobs']) ?? [];
  try {
    await adoptProject();
    setUi({ connection: 'connected' });
    if (wasLost) {
      keepAll().catch(sayError);
      await queryClient.invalidateQueries();
      for (const { id } of openProducts()) bumpMask(id);
      sayInfo('The engine is back.');
      sayLeftOut(known);
    }
  } catch (error) {
    sayError(error);
  }
}

/** Follows the engine's events for as long as the window lives. */
export function useEvents(): void {
  useEffect(
    () =>
      followEvents({
        onEvent,
        onConnected: () => void onConnected(),
        onLost: () => setUi(({ connection }) => ({ connection: connection === 'refused' ? connection : 'lost' })),
        onGone: () => setUi(({ connection }) => ({ connection: connection === 'refused' ? connection : 'gone' })),
        onRefused: () => setUi({ connection: 'refused' }),
      }),
    [],
  );
}
