import { getJson, send, sendJson } from './client.ts';
import type { LabelChip, LabelProgress, LabelProject, ProductDetail, RecentLabelProject } from './types.ts';

/** How a new label project is made: in a new folder of its name, inside of the one that was chosen. */
export interface NewLabelProject {
  readonly name: string;
  readonly folder: string;
  readonly chipPixels: number;
}

/** Which windows of a product become chips. */
export type ChipsWanted =
  | { readonly kind: 'cover' }
  | { readonly kind: 'area'; readonly polygons: readonly (readonly (readonly (readonly [number, number])[])[])[] }
  | { readonly kind: 'around'; readonly lon: number; readonly lat: number };

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
    sendJson<LabelChip[]>('POST', `/api/labels/${project}/chips`, { product, where }),
  removeChip: (project: string, chip: string) => send(chipAt(project, chip), { method: 'DELETE' }),
  openProduct: (project: string, chip: string) => sendJson<ProductDetail>('POST', chipAt(project, chip, '/open'), {}),
};
