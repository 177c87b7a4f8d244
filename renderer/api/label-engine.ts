import { getJson, send, sendJson, withBody } from './client.ts';
import type {
  AddedChips,
  ChipDate,
  ChipStateAnswer,
  GridMetres,
  LabelChip,
  LabelProgress,
  LabelProject,
  LabelRun,
  MaskRequest,
  ProductDetail,
  RecentLabelProject,
} from './types.ts';

/** How a new label project is made: in a new folder of its name, inside of the one that was chosen. */
export interface NewLabelProject {
  readonly name: string;
  readonly folder: string;
  readonly chipPixels: number;
  readonly grid: GridMetres;
}

/** Which windows of a product become chips. */
export type ChipsWanted =
  | { readonly kind: 'cover' }
  | { readonly kind: 'area'; readonly polygons: readonly (readonly (readonly (readonly [number, number])[])[])[] }
  | { readonly kind: 'around'; readonly lon: number; readonly lat: number };

/** Labels and origins of a chip's pixels, and the revision that they are of. */
export interface ChipLabels {
  readonly labels: Uint8Array;
  readonly origin: Uint8Array;
  readonly revision: number;
}

/** Which labels are taken from a mask, or from the corrections made on a scene. */
export interface TakeLabels {
  readonly revision: number;
  readonly from: 'network' | 'corrections';
  readonly mask: MaskRequest;
  readonly over: 'nothing' | 'machines' | 'everything';
  /** First pixels and lengths of runs; the whole chip without it. */
  readonly within?: readonly (readonly [number, number])[];
}

async function bytesOf(path: `/${string}`, signal?: AbortSignal): Promise<Uint8ClampedArray<ArrayBuffer>> {
  return new Uint8ClampedArray(await (await send(path, signal ? { signal } : {})).arrayBuffer());
}

const chipAt = (project: string, chip: string, rest = '') =>
  `/api/labels/${project}/chips/${encodeURIComponent(chip)}${rest}` as const;

/** The engine's routes for label projects, one function each. A project goes by its handle. */
export const labelEngine = {
  recent: () => getJson<RecentLabelProject[]>('/api/labels'),
  open: (handle: string, create?: NewLabelProject) =>
    sendJson<LabelProject>('POST', '/api/labels', { handle, ...(create ? { create } : {}) }),
  project: (project: string) => getJson<LabelProject>(`/api/labels/${project}`),
  progress: (project: string) => getJson<LabelProgress>(`/api/labels/${project}/progress`),
  chips: (project: string) => getJson<LabelChip[]>(`/api/labels/${project}/chips`),
  addChips: (project: string, product: string, where: ChipsWanted) =>
    sendJson<AddedChips>('POST', `/api/labels/${project}/chips`, { product, where }),
  removeChip: (project: string, chip: string) => send(chipAt(project, chip), { method: 'DELETE' }),
  chip: (project: string, chip: string) => getJson<LabelChip>(chipAt(project, chip)),
  labels: async (project: string, chip: string): Promise<ChipLabels> => {
    const response = await send(chipAt(project, chip, '/labels'));
    const bytes = new Uint8Array(await response.arrayBuffer());
    const half = bytes.length / 2;
    return {
      labels: bytes.slice(0, half),
      origin: bytes.slice(half),
      revision: Number(response.headers.get('x-nephoscope-revision')),
    };
  },
  /** With `isLast` the request outlives the window, as far as a browser allows that. */
  edit: async (
    project: string,
    chip: string,
    edit: { revision: number; runs: readonly LabelRun[] },
    isLast = false,
  ) => {
    const response = await send(chipAt(project, chip, '/edits'), { ...withBody('POST', edit), keepalive: isLast });
    return response.json() as Promise<LabelChip>;
  },
  take: (project: string, chip: string, wanted: TakeLabels) =>
    sendJson<LabelChip>('POST', chipAt(project, chip, '/take'), wanted),
  setState: (project: string, chip: string, state: { revision: number; state: 'started' | 'accepted' }) =>
    sendJson<ChipStateAnswer>('POST', chipAt(project, chip, '/state'), state),
  dates: (project: string, chip: string) => getJson<ChipDate[]>(chipAt(project, chip, '/dates')),
  /** RGBA on the chip's own pixels. */
  picture: async (project: string, chip: string, query: Readonly<Record<string, string>>, signal?: AbortSignal) =>
    bytesOf(chipAt(project, chip, `/picture?${new URLSearchParams(query)}`), signal),
  /** One byte for each of the chip's own pixels. */
  layer: async (project: string, chip: string, query: Readonly<Record<string, string>>, signal?: AbortSignal) =>
    bytesOf(chipAt(project, chip, `/layer?${new URLSearchParams(query)}`), signal),
  locate: (project: string, chip: string, handle: string, signal: AbortSignal) =>
    sendJson<ProductDetail>('POST', chipAt(project, chip, '/locate'), { handle }, signal),
  openProduct: (project: string, chip: string, signal: AbortSignal) =>
    sendJson<ProductDetail>('POST', chipAt(project, chip, '/open'), {}, signal),
};
