import { getJson, send, sendJson } from './client.ts';
import type { AdaptReadiness, GridMetres, Job, LabelAgreement, LabelFormat, RankedChips, SettledBy } from './types.ts';

/** What is to be labelled next: out of which products, how many, and how they are chosen. */
export interface RankWish {
  /** Handle of a folder of products; null: those that are open. */
  readonly folder: string | null;
  readonly pack: string | null;
  readonly grid: GridMetres;
  readonly count: number;
  readonly mostPerProduct: number;
  readonly chanceShare: number;
  readonly reference: string | null;
}

export interface NewFolder {
  readonly target: string;
  readonly name: string;
}

const at = (project: string, rest: string) => `/api/labels/${project}/${rest}` as const;

/** The engine's routes by which networks learn from labels, and labels go elsewhere. A project goes by its handle. */
export const learnEngine = {
  rank: (project: string, { folder, ...wish }: RankWish, add: boolean, signal?: AbortSignal) =>
    sendJson<RankedChips>('POST', at(project, 'rank'), { ...wish, ...(folder ? { folder } : {}), add }, signal),
  windowPicture: async (
    project: string,
    source: string,
    first: { column: number; row: number },
    signal: AbortSignal,
  ) => {
    const query = new URLSearchParams({ source, column: String(first.column), row: String(first.row) });
    return (await send(at(project, `window-picture?${query}`), { signal })).blob();
  },
  chipPicture: async (project: string, chip: string, coarser: number, signal: AbortSignal) => {
    const query = new URLSearchParams({ min: '0,0,0', max: '0.35,0.35,0.35', gamma: '1.4', coarser: String(coarser) });
    return (
      await send(at(project, `chips/${encodeURIComponent(chip)}/picture?format=png&${query}`), { signal })
    ).blob();
  },
  /** Labels of a chip, row by row; what stands behind them is who said them. */
  labels: async (project: string, chip: string, signal: AbortSignal) => {
    const response = await send(at(project, `chips/${encodeURIComponent(chip)}/labels`), { signal });
    const bytes = new Uint8Array(await response.arrayBuffer());
    return bytes.subarray(0, bytes.length / 2);
  },

  readiness: (project: string) => getJson<AdaptReadiness>(at(project, 'readiness')),
  adapt: (project: string, pack: string, method: 'calibration' | 'head') =>
    sendJson<Job>('POST', at(project, 'adapt'), { pack, method }),
  removePack: (id: string) => send(`/api/packs/${encodeURIComponent(id)}`, { method: 'DELETE' }),

  formats: (project: string) => getJson<LabelFormat[]>(at(project, 'formats')),
  exportLabels: (project: string, format: string, folder: NewFolder) =>
    sendJson<Job>('POST', at(project, 'export'), { format, ...folder }),
  importLabels: (project: string, source: string, format: string, over: 'machines' | 'everything') =>
    sendJson<Job>('POST', at(project, 'import'), { source, format, over }),
  agree: (
    project: string,
    other: string,
    settle?: NewFolder & { readonly choices: Readonly<Record<string, SettledBy>> },
  ) => sendJson<LabelAgreement>('POST', at(project, 'agree'), { other, ...(settle ? { settle } : {}) }),
};
