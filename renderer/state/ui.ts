import { create } from 'zustand';
import type { Bounds3857 } from '../api/types.ts';

/** What the pointer does on the map; `brush` and `patch` correct the mask, `amend` changes corrections, `helper` draws strokes of the scene helper. */
export type Tool = 'pan' | 'inspect' | 'draw' | 'brush' | 'patch' | 'amend' | 'helper' | 'measure';
export type ViewMode = 'single' | 'swipe' | 'side';
/** What stands left and right in the swipe and side-by-side views. */
export type Pair = 'image-mask' | 'mask-reference' | 'model-model' | 'date-date';
/** What stands at the right; `image` is no tab, and takes the panel while it is open. */
export type RightTab = 'mask' | 'inspect' | 'compare' | 'label' | 'image';
/** What shares and confusion are counted in: the whole scene, what is in view, or the chosen area. */
export type StatisticsScope = 'scene' | 'view' | 'area';
/** What covers the map, one key away from it. */
export type FullView = 'season' | 'learn' | 'archive';
export type DrawerTab = 'jobs' | 'messages' | 'series';
export type DialogName =
  | 'export'
  | 'queue'
  | 'settings'
  | 'shortcuts'
  | 'about'
  | 'packs'
  | 'areas'
  | 'composite'
  | 'persistence'
  | 'go-to'
  | 'bookmarks'
  | 'background'
  | 'reading'
  | 'address'
  | 'notices'
  | 'projects'
  | 'recent'
  | 'save-project'
  | 'label-project'
  | 'leave-project';

export interface Viewport {
  readonly bounds: Bounds3857;
  readonly zoom: number;
  readonly latitude: number;
}

/** Where a map looks: lon/lat degrees, and MapLibre's zoom. */
export interface Camera {
  readonly center: [number, number];
  readonly zoom: number;
}

interface UiState {
  readonly tool: Tool;
  readonly viewMode: ViewMode;
  readonly pair: Pair;
  /** The date that stands right of the active one in the pair `date-date`. */
  readonly otherDate: string | null;
  /** Position of the swipe line as a share of the map's width. */
  readonly swipe: number;
  /** Hidden while the space bar is held. */
  readonly masksHidden: boolean;
  readonly rightTab: RightTab;
  readonly drawer: DrawerTab | null;
  readonly leftFolded: boolean;
  readonly rightFolded: boolean;
  readonly dialog: DialogName | null;
  readonly fullView: FullView | null;
  readonly opening: string | null;
  /** The product whose preview mask is computed as soon as its image is drawn. */
  readonly previewWaits: string | null;
  /** `lost`: the engine, which is started again; `gone`: the shell as well; `refused`: this window belongs to a shell that has ended. */
  readonly connection: 'connecting' | 'connected' | 'lost' | 'gone' | 'refused';
  /** Image tiles have been on their way for a moment. */
  readonly tilesPending: boolean;
  /** The map waits for a view of a mask, and has for a while: what it shows of it is of another view. */
  readonly masksPending: boolean;
  /** The graphics card has lost the map: for a moment, or for good. */
  readonly mapFault: 'lost' | 'gone' | null;
  readonly viewport: Viewport | null;
  /** Where the project looked when it was left; maps go there when it is set. */
  readonly wantedCamera: Camera | null;
  readonly statisticsScope: StatisticsScope;
}

/** What the window itself shows; nothing of it is about a product. */
export const useUi = create<UiState>(() => ({
  tool: 'pan',
  viewMode: 'single',
  pair: 'image-mask',
  otherDate: null,
  swipe: 0.5,
  masksHidden: false,
  rightTab: 'mask',
  drawer: null,
  leftFolded: false,
  rightFolded: false,
  dialog: null,
  fullView: null,
  opening: null,
  previewWaits: null,
  connection: 'connecting',
  tilesPending: false,
  masksPending: false,
  mapFault: null,
  viewport: null,
  wantedCamera: null,
  statisticsScope: 'scene',
}));

export const setUi = useUi.setState;

/** Shows the active date alone again. */
export function endDateComparison(): void {
  setUi({ viewMode: 'single', pair: 'image-mask', otherDate: null });
}

export function openDialog(dialog: DialogName): void {
  setUi({ dialog });
}

export function closeDialog(): void {
  setUi({ dialog: null });
}

/** The tab that the image panel covers. */
let coveredTab: RightTab = 'mask';

/** Opens the image panel at the right, or gives its place back to the tab that was there. */
export function toggleImagePanel(): void {
  const { rightTab, rightFolded } = useUi.getState();
  const isOpen = rightTab === 'image' && !rightFolded;
  if (rightTab !== 'image') coveredTab = rightTab;
  setUi({ rightTab: isOpen ? coveredTab : 'image', rightFolded: false });
}

function tabFor(tool: Tool): Partial<UiState> {
  if (tool === 'inspect') return { rightTab: 'inspect' };
  return tool === 'brush' || tool === 'patch' || tool === 'amend' ? { rightTab: 'mask' } : {};
}

export function chooseTool(tool: Tool): void {
  setUi((ui) => ({ tool: ui.tool === tool ? 'pan' : tool, ...tabFor(tool) }));
}

/** Position of the pointer over the map; apart because it changes with every movement. */
export const useCursor = create<{ readonly at: { readonly lon: number; readonly lat: number } | null }>(() => ({
  at: null,
}));
