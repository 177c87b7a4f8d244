import { isAbsolute } from 'node:path';
import type { IpcMainEvent, IpcMainInvokeEvent, OpenDialogOptions } from 'electron';
import { app, BrowserWindow, clipboard, dialog, ipcMain, shell } from 'electron';
import { PROJECT_EXTENSION } from '../engine/contract/project.ts';
import type { Choice, ChoicePurpose } from '../engine/contract/shell.ts';
import type { EngineProcess } from '../shell/engine-client.ts';
import { grantPath, pathOfHandle } from '../shell/grants.ts';
import { ORIGIN } from './origin.ts';
import type { WaitingPaths } from './waiting-paths.ts';

const PROJECTS = [{ name: 'Nephoscope project', extensions: [PROJECT_EXTENSION] }];
const DIALOGS: Record<Exclude<ChoicePurpose, 'project-save'>, OpenDialogOptions> = {
  product: {
    title: 'Open a Sentinel-2 product',
    // A dialog chooses folders or files, not both, except on macOS: elsewhere a SAFE folder is named by its metadata.
    properties: process.platform === 'darwin' ? ['openFile', 'openDirectory'] : ['openFile'],
    filters: [
      {
        name: 'Sentinel-2 product (MTD_*.xml, zarr.json, .zmetadata, .zip) or stack (.tif)',
        extensions: ['xml', 'zip', 'safe', 'zarr', 'json', 'zmetadata', 'zattrs', 'tif', 'tiff'],
      },
    ],
  },
  'products-folder': { title: 'Choose a product folder or a folder of products', properties: ['openDirectory'] },
  'output-folder': { title: 'Choose where to write', properties: ['openDirectory', 'createDirectory'] },
  'class-raster': {
    title: 'Choose a class raster',
    properties: ['openFile'],
    filters: [{ name: 'Rasters', extensions: ['tif', 'tiff', 'jp2', 'j2k', 'img', 'vrt', 'bsq', 'dat'] }],
  },
  points: {
    title: 'Choose a table of reference points',
    properties: ['openFile'],
    filters: [{ name: 'Tables', extensions: ['csv', 'tsv', 'txt'] }],
  },
  pack: { title: 'Choose the folder of a model pack', properties: ['openDirectory'] },
  archive: { title: 'Choose the folder of a run', properties: ['openDirectory'] },
  'label-project': { title: 'Choose the folder of a label project', properties: ['openDirectory'] },
  'labels-file': {
    title: 'Choose a file of labels',
    properties: ['openFile'],
    filters: [{ name: 'Labels', extensions: ['zip', 'xml', 'json', 'png', 'nc', 'tif', 'tiff', 'npy'] }],
  },
  'labels-folder': { title: 'Choose a folder of labels', properties: ['openDirectory'] },
  project: { title: 'Open a project', properties: ['openFile'], filters: PROJECTS },
};

async function chosenPaths(
  window: BrowserWindow | null,
  purpose: ChoicePurpose,
  isSeveral: boolean,
): Promise<readonly string[]> {
  if (purpose === 'project-save') {
    const saving = { title: 'Save the project as', filters: PROJECTS };
    const { filePath } = await (window ? dialog.showSaveDialog(window, saving) : dialog.showSaveDialog(saving));
    // A dialog that is cancelled gives an empty path.
    return filePath === '' ? [] : [filePath];
  }
  if (!Object.hasOwn(DIALOGS, purpose)) throw new Error('Unknown purpose.');
  const { properties = [], ...rest } = DIALOGS[purpose];
  const options = { ...rest, properties: isSeveral ? [...properties, 'multiSelections' as const] : properties };
  const { filePaths } = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options));
  return filePaths;
}

/** Answers what `preload.ts` asks for the page. */
export function answerPage(engine: EngineProcess, waiting: WaitingPaths, giveUp: (request: unknown) => void): void {
  const grant = (paths: readonly string[]): Promise<Choice[]> =>
    Promise.all(paths.map((path) => grantPath(engine, path)));

  handle('choose', async (event, purpose: ChoicePurpose) => {
    const [path] = await chosenPaths(BrowserWindow.fromWebContents(event.sender), purpose, false);
    if (path === undefined) return null;
    if (purpose === 'project' || purpose === 'project-save') app.addRecentDocument(path);
    return grantPath(engine, path);
  });
  handle('choose-several', async (event, purpose: ChoicePurpose) =>
    grant(await chosenPaths(BrowserWindow.fromWebContents(event.sender), purpose, true)),
  );
  // A file that a page made up has no path.
  handle('dropped', (_event, paths: readonly string[]) => grant(paths.filter((path) => isAbsolute(path))));
  handle('show-in-folder', async (_event, given: string) => {
    const path = await pathOfHandle(engine, given);
    if (path !== null) shell.showItemInFolder(path);
  });
  handle('copy-path', async (_event, given: string) => {
    const path = await pathOfHandle(engine, given);
    if (path !== null) await clipboard.writeText(path);
  });
  handle('take-waiting', async () => {
    const paths = waiting.take();
    try {
      return await grant(paths);
    } catch (error) {
      waiting.putBack(paths);
      throw error;
    }
  });
  ipcMain.on('give-up', (event, request: unknown) => {
    if (isOurPage(event)) giveUp(request);
  });
}

function isOurPage({ senderFrame }: IpcMainInvokeEvent | IpcMainEvent): boolean {
  return senderFrame?.url.startsWith(`${ORIGIN}/`) ?? false;
}

/** Runs `work` only for messages of our own page. */
function handle<A extends unknown[], R>(
  channel: string,
  work: (event: IpcMainInvokeEvent, ...args: A) => Promise<R>,
): void {
  ipcMain.handle(channel, (event: IpcMainInvokeEvent, ...args: unknown[]) => {
    if (!isOurPage(event)) throw new Error('Unknown sender.');
    return work(event, ...(args as A));
  });
}
