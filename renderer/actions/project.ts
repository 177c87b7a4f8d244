import { bridge } from '../api/bridge.ts';
import { ApiError } from '../api/client.ts';
import { engine } from '../api/engine.ts';
import type { Choice, ProjectState } from '../api/types.ts';
import { keepScene } from '../state/keep-scene.ts';
import { closeToast, say, sayError, sayInfo } from '../state/messages.ts';
import { forgetMilestones } from '../state/milestones.ts';
import { whileOpening } from '../state/opening.ts';
import { keepParts, takeParts } from '../state/project/keep-parts.ts';
import { queryClient } from '../state/queries.ts';
import { dropScene, useScenes } from '../state/scenes.ts';
import { openDialog } from '../state/ui.ts';
import { adoptOpenProducts, openChoice } from './products.ts';

const KEY = ['project'];
const PROJECT_ENDING = '.nephos';
/** The project that this window shows; null until it has taken one over. */
let shown: string | null = null;
let last: Promise<void> = Promise.resolve();
/** The number of the last state that was followed, as the engine that is connected counts them. */
let heard = 0;

/**
 * The engine told of its project: the window follows it, one change after the other. An answer to a request may arrive after
 * the event of what came next; it is passed over then.
 */
export function onProject(project: ProjectState): Promise<void> {
  const before = queryClient.getQueryData<ProjectState>(KEY);
  if (project.sequence < heard) return last;
  heard = project.sequence;
  queryClient.setQueryData<ProjectState>(KEY, project);
  last = last.then(() => follow(project, before)).catch(sayError);
  return last;
}

async function follow(project: ProjectState, before: ProjectState | undefined): Promise<void> {
  if (shown !== project.id) {
    shown = project.id;
    for (const id of Object.keys(useScenes.getState().scenes)) {
      dropScene(id);
      forgetMilestones(id);
    }
    takeParts(await engine.projectParts());
    void queryClient.invalidateQueries({ queryKey: ['recent-projects'] });
  }
  if (project.opening) return;
  await adoptOpenProducts();
  if (project.missing.length > 0 && (before?.id !== project.id || before.opening)) sayMissing(project);
}

/** Takes over the project of the engine that the window has connected to, which may be another one that counts anew. */
export async function adoptProject(): Promise<void> {
  heard = 0;
  await onProject(await engine.project());
}

function sayMissing({ missing: all }: ProjectState): void {
  const missing = all.filter(({ remote }) => !remote);
  const remote = all.length - missing.length;
  if (remote > 0) {
    const what = remote === 1 ? 'One product of this project is' : `${remote} products of this project are`;
    sayInfo(`${what} on the network and not loaded: nothing is fetched until you press Load in the list of scenes.`);
  }
  if (missing.length === 0) return;
  const text =
    missing.length === 1
      ? `${missing[0]!.name} of this project is not open: ${missing[0]!.reason}`
      : `${missing.length} products of this project are not open.`;
  const remedy = 'Point to them in the list of scenes, or try again there; what was set about them is kept.';
  say({ kind: 'warning', text, remedy });
}

/** Everything that this window has not sent yet goes into the project that it belongs to. */
export async function keepAll(): Promise<void> {
  await Promise.all(Object.keys(useScenes.getState().scenes).map(keepScene));
  await keepParts();
}

const CONFLICT = 409;

/** Leaves the project for another one; asks first where jobs of it are not finished. */
async function leaveFor(go: (cancelJobs: boolean) => Promise<ProjectState>): Promise<void> {
  try {
    await keepAll();
  } catch (error) {
    return sayError(error);
  }
  try {
    await onProject(await go(false));
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== CONFLICT) return sayError(error);
    askLeaving = { text: error.message, goOn: () => go(true).then(onProject).catch(sayError) };
    openDialog('leave-project');
  }
}

/** What the dialog asks before jobs are cancelled. */
export interface LeaveQuestion {
  readonly text: string;
  readonly goOn: () => Promise<void>;
}
let askLeaving: LeaveQuestion | null = null;
export const leaveQuestion = (): LeaveQuestion | null => askLeaving;

export const newProject = () => leaveFor((cancelJobs) => engine.newProject(cancelJobs));
export const openRecentProject = (recent: string) =>
  leaveFor((cancelJobs) => engine.openProject({ recent }, cancelJobs));
export const openProjectChoice = ({ handle }: Choice) =>
  leaveFor((cancelJobs) => engine.openProject({ handle }, cancelJobs));

/** Opens what the system or the user gives: a project, or a product. */
export async function openAnything(choice: Choice): Promise<void> {
  await (choice.name.endsWith(PROJECT_ENDING) ? openProjectChoice(choice) : openChoice(choice));
}

/** Opens what was dropped on the window, one after the other. */
export async function openDropped(files: readonly File[]): Promise<void> {
  const choices = bridge.dropped(files);
  if (choices === null) {
    say({
      kind: 'warning',
      text: `A browser does not tell where ${files.length === 1 ? `${files[0]!.name} lies` : `these ${files.length} files lie`}.`,
      remedy: `Choose ${files.length === 1 ? 'it' : 'them'} in the file list: File, Open product, or File, Open project.`,
    });
    return;
  }
  try {
    for (const choice of await choices) await openAnything(choice);
  } catch (error) {
    sayError(error);
  }
}

/** Leaves the products of the project that are not open yet as they are; those that are open stay. */
export async function stopOpeningProject(): Promise<void> {
  try {
    await onProject(await engine.stopOpeningProject());
  } catch (error) {
    sayError(error);
  }
}

/** Opens again, one after the other, the products of the project that are missing on the disk. */
export async function tryAllMissing(): Promise<void> {
  // What said that they are missing is being seen to.
  closeToast();
  try {
    await onProject(await engine.tryMissingProducts());
  } catch (error) {
    sayError(error);
  }
}

export async function chooseProject(): Promise<void> {
  try {
    const choice = await bridge.choose('project');
    if (choice) await openProjectChoice(choice);
  } catch (error) {
    sayError(error);
  }
}

/** Asks where the project is to be saved: in a dialog of the system, or in our own where there is none. */
export async function saveProjectAs(): Promise<void> {
  if (bridge.kind === 'browser') return openDialog('save-project');
  try {
    const choice = await bridge.choose('project-save');
    if (choice) await saveProjectIn({ handle: choice.handle });
  } catch (error) {
    sayError(error);
  }
}

/** Goes on in another file. Throws what the engine says. */
export async function saveProjectIn(where: Parameters<typeof engine.saveProject>[0]): Promise<void> {
  await keepAll();
  const project = await engine.saveProject(where);
  await onProject(project);
  void queryClient.invalidateQueries({ queryKey: ['recent-projects'] });
  sayInfo(`The project is kept in ${project.displayPath ?? project.name}.`);
}

const missingName = (key: string): string =>
  queryClient.getQueryData<ProjectState>(KEY)?.missing.find((one) => one.key === key)?.name ?? 'a product';

/** Opens a missing product where the user points, or where it was; others that moved alike follow. */
export async function locateMissing(key: string, purpose: 'product' | 'products-folder' | null): Promise<void> {
  try {
    const choice = purpose && (await bridge.choose(purpose));
    if (purpose && !choice) return;
    const name = choice?.name ?? missingName(key);
    closeToast();
    await whileOpening(name, async (signal) => onProject(await engine.locateProduct(key, choice?.handle, signal)));
  } catch (error) {
    sayError(error);
  }
}

export async function forgetMissing(key: string): Promise<void> {
  try {
    await onProject(await engine.forgetProduct(key));
  } catch (error) {
    sayError(error);
  }
}
