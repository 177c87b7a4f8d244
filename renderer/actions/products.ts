import { bridge } from '../api/bridge.ts';
import { engine } from '../api/engine.ts';
import type { AppSettings, Choice, Level, MaskState, ProductDetail, Reading } from '../api/types.ts';
import { askFirstTiles, type MapSize } from '../map/first-tiles.ts';
import { comparesDates } from '../map/overlays.ts';
import { fitProduct, mainMap } from '../map/registry.ts';
import { closeBy, sayErrorOf } from '../state/closing.ts';
import { isSamePlace, successorOf } from '../state/dates.ts';
import { granuleLabel } from '../state/granule-label.ts';
import { noteKeptScene } from '../state/keep-scene.ts';
import { bumpMask } from '../state/mask-progress.ts';
import { say, sayError } from '../state/messages.ts';
import { askedImages, endedPreviews, forgetMilestones } from '../state/milestones.ts';
import { whileOpening } from '../state/opening.ts';
import { PANEL_WIDTHS } from '../state/panel-widths.ts';
import { wantedProduct } from '../state/project/active-part.ts';
import { wantedComparison } from '../state/project/compared-part.ts';
import { withKeptSteps } from '../state/project/undo-part.ts';
import { openProducts, queryClient } from '../state/queries.ts';
import { askReading, asksForReading } from '../state/reading.ts';
import { askAddress, isRemoteRefusal } from '../state/remote.ts';
import { newScene } from '../state/scene.ts';
import { fromSettings, toSettings } from '../state/scene-settings.ts';
import { activate, dropScene, putScene, useScenes } from '../state/scenes.ts';
import { endDateComparison, setUi, useUi } from '../state/ui.ts';
import { followScene } from './images.ts';
import { mainGrid, startMask } from './masks.ts';

/** How long a map may take until it asks for its image; one that shows none never does. */
const IMAGE_MILLISECONDS = 1500;

async function askMasks(product: string): Promise<MaskState[]> {
  const states = await engine.masks(product);
  queryClient.setQueryData<MaskState[]>(['masks', product], states);
  return states;
}

/** Starts what follows an opening: the preview mask and, where the setting says so, the mask itself. */
async function startMasks(product: ProductDetail, known: MaskState[] | null = null): Promise<void> {
  if (!product.preview) return endedPreviews.reached(product.id);
  const states = known ?? (await askMasks(product.id));
  const isDone = (pack: string, grid: number) =>
    states.some((state) => state.pack === pack && state.grid === grid && state.fraction >= 1);
  const { pack, grid } = product.preview;
  if (isDone(pack, grid)) endedPreviews.reached(product.id);
  else {
    setUi({ previewWaits: product.id });
    // A mask that the engine is at would hold the first image up by a second.
    await askedImages.until(product.id, IMAGE_MILLISECONDS);
    await startMask(product.id, pack, grid);
    setUi(({ previewWaits }) => (previewWaits === product.id ? { previewWaits: null } : {}));
  }
  const settings = queryClient.getQueryData<AppSettings>(['settings']);
  const best = product.packs[0]?.id;
  const main = mainGrid(product, best);
  // Of one on the network that would fetch hundreds of megabytes which nobody has asked for.
  if (settings?.computeOnOpen && !product.remote && best && main && main !== grid && !isDone(best, main))
    await startMask(product.id, best, main);
}

/** Brings a product that the engine has opened into the window, beside those that are there. */
async function takeIn(product: ProductDetail): Promise<void> {
  const { classes } = await queryClient.ensureQueryData({ queryKey: ['about'], queryFn: engine.about });
  queryClient.setQueryData<ProductDetail[]>(['products'], (products = []) => {
    const isThere = products.some(({ id }) => id === product.id);
    return isThere ? products.map((one) => (one.id === product.id ? product : one)) : [...products, product];
  });
  if (useScenes.getState().scenes[product.id]) return;
  const scene = fromSettings(newScene(product, classes), product.settings, product);
  // Where nothing was kept, other windows began with the same as this one: only what was changed since is a change.
  noteKeptScene(product.id, product.settingsRevision, toSettings(scene));
  putScene(product.id, withKeptSteps(product.key, scene));
  if (product.settings === null) void followScene(product.id);
}

/** What a window's height loses to bars, pixels. */
const BARS_HEIGHT = 118;

/** The size of the map, or about what it will have. */
function mapSize(): MapSize {
  const ratio = devicePixelRatio;
  const canvas = mainMap()?.getCanvas();
  if (canvas) return { width: canvas.clientWidth, height: canvas.clientHeight, ratio };
  const { leftFolded, rightFolded } = useUi.getState();
  const panels = (leftFolded ? 0 : PANEL_WIDTHS.left) + (rightFolded ? 0 : PANEL_WIDTHS.right);
  return { width: innerWidth - panels, height: innerHeight - BARS_HEIGHT, ratio };
}

/** Lets the engine begin with the image of a product that is about to be shown whole. */
function askImage(product: ProductDetail): void {
  const goesElsewhere = mainMap() === null && useUi.getState().wantedCamera !== null;
  const scene = useScenes.getState().scenes[product.id];
  if (scene && !goesElsewhere && !product.remote) askFirstTiles(product, scene.image, mapSize());
}

/** Brings a product that the engine has opened into the window, and shows it. */
export async function adoptProduct(product: ProductDetail): Promise<void> {
  // Asked for beforehand: once there is a map to draw, an answer waits for that.
  const masks = askMasks(product.id).catch(() => null);
  await takeIn(product);
  askImage(product);
  const states = await masks;
  activate(product.id);
  fitProduct(product);
  void queryClient.invalidateQueries({ queryKey: ['recent'] });
  followOpening(product, states);
}

function followOpening(product: ProductDetail, masks: MaskState[] | null = null): void {
  startMasks(product, masks).catch((error) => sayErrorOf(product.id, error));
}

/** Asks anew for everything about a product whose files were changed on disk, says so, and makes its preview mask. */
export async function refreshProduct(id: string, reason: string): Promise<void> {
  say({ kind: 'warning', text: reason });
  await renew(id);
}

/** Reads an open product as the user says, in its place. Throws what the engine says. */
export async function readOtherwise({ id }: ProductDetail, reading: Reading): Promise<void> {
  await engine.changeReading(id, reading);
  await renew(id);
}

async function renew(id: string): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: ['products'] });
  const about = ['masks', 'band-statistics', 'no-data', 'references'].map((name) => [name, id]);
  await Promise.all(about.map((queryKey) => queryClient.invalidateQueries({ queryKey })));
  bumpMask(id);
  const product = openProducts().find((one) => one.id === id);
  if (product) await startMasks(product);
}

function opening(name: string, open: (signal: AbortSignal) => Promise<ProductDetail>): Promise<boolean> {
  return whileOpening(name, async (signal) => adoptProduct(await open(signal)));
}

/**
 * Opens a file or folder; where it does not tell how it is to be read, that is asked for.
 * @param onSignal told what ends the opening when the user gives it up
 */
export function openChoice(choice: Choice, onSignal?: (signal: AbortSignal) => void): Promise<boolean> {
  const open = async (signal: AbortSignal): Promise<void> => {
    onSignal?.(signal);
    await adoptProduct(await engine.openProduct(choice.handle, undefined, undefined, signal));
  };
  return whileOpening(choice.name, open, (error) => {
    if (asksForReading(error)) askReading(choice, error);
    else if (isRemoteRefusal(error)) askAddress({ address: '', choice });
    else sayError(error);
  });
}

/** Opens a file as the user says that it is to be read. Throws what the engine says. */
export async function openAsRead({ handle }: Choice, reading: Reading): Promise<void> {
  await adoptProduct(await engine.openProduct(handle, undefined, reading));
}
export const openRecent = (key: string, name: string) => opening(name, (signal) => engine.openRecent(key, signal));
export const openSample = (level: Level) => opening(`Sample ${level}`, (signal) => engine.openSample(level, signal));

/** Puts another granule of an open product in its place. */
export async function switchGranule({ id }: ProductDetail, granule: string): Promise<void> {
  await opening(granuleLabel(granule), (signal) => engine.openGranule(id, granule, signal));
  if (useScenes.getState().active !== id) await closeProduct(id);
}

export async function chooseAndOpen(): Promise<void> {
  try {
    let given: AbortSignal | undefined;
    for (const choice of await bridge.chooseSeveral('product')) {
      await openChoice(choice, (signal) => {
        given = signal;
      });
      if (given?.aborted) break;
    }
  } catch (error) {
    sayError(error);
  }
}

/** Takes a product off the window. Of two dates that are compared the other one stays, alone. */
export function forgetProduct(id: string): void {
  const products = openProducts();
  const { active } = useScenes.getState();
  const ui = useUi.getState();
  const compared = comparesDates(ui) ? ui.otherDate : null;
  if (compared !== null && (id === compared || id === active)) endDateComparison();
  if (id === active) showInstead(products, compared ?? successorOf(products, id)?.id ?? null);
  queryClient.setQueryData<ProductDetail[]>(
    ['products'],
    products.filter((one) => one.id !== id),
  );
  dropScene(id);
  forgetMilestones(id);
}

/** Shows another product in place of the active one; the map stays where that shows the same place. */
function showInstead(products: readonly ProductDetail[], id: string | null): void {
  const [from, to] = [useScenes.getState().active, id].map((one) => products.find((product) => product.id === one));
  activate(id);
  if (from && to && !isSamePlace(from, to)) fitProduct(to);
}

export async function closeProduct(id: string): Promise<void> {
  try {
    await closeBy(id, async () => {
      await engine.closeProduct(id);
      forgetProduct(id);
    });
    void queryClient.invalidateQueries({ queryKey: ['recent'] });
  } catch (error) {
    sayError(error);
  }
}

export async function closeProducts(ids: readonly string[]): Promise<void> {
  for (const id of ids) await closeProduct(id);
}

export function activateProduct(id: string): void {
  activate(id);
  const product = openProducts().find((one) => one.id === id);
  if (product) fitProduct(product);
}

/**
 * Takes over what the engine has open already: of a project, after a reload of the window, after a new start of the engine.
 * What was active stays so, or becomes it again; the map stays where the project looks.
 */
export async function adoptOpenProducts(): Promise<void> {
  const products = await queryClient.fetchQuery({ queryKey: ['products'], queryFn: engine.products, staleTime: 0 });
  const before = useScenes.getState();
  for (const id of Object.keys(before.scenes)) if (!products.some((product) => product.id === id)) dropScene(id);
  const fresh = products.filter(({ id }) => !before.scenes[id]);
  for (const product of fresh) await takeIn(product);
  const kept = products.find(({ id }) => id === before.active)?.id ?? null;
  const active = kept ?? wantedProduct() ?? products.at(-1)?.id ?? null;
  activate(active);
  restoreComparison(products, active);
  const shown = products.find(({ id }) => id === active);
  if (shown && kept === null && useUi.getState().wantedCamera === null) fitProduct(shown);
  for (const product of fresh) followOpening(product);
}

/** Sets the date beside the active one that stands or stood there; shows the active one alone where it is not open. */
function restoreComparison(products: readonly ProductDetail[], active: string | null): void {
  const ui = useUi.getState();
  if (ui.pair !== 'date-date') return;
  const otherDate = products.find(({ id }) => id === ui.otherDate)?.id ?? wantedComparison();
  if (otherDate === null || otherDate === active) endDateComparison();
  else setUi({ otherDate });
}
