import { getJson, send, sendForBytes, sendJson, withBody } from './client.ts';
import type {
  About,
  ApiCorrection,
  AppSettings,
  ArchiveOverview,
  ArchiveRows,
  AreaReading,
  BandId,
  BandStatistics,
  BatchNames,
  Choice,
  ClearShare,
  ClearShareRequest,
  CompareRequest,
  ConfusionReport,
  EngineHealth,
  EngineStatus,
  ExportEstimate,
  GridMetres,
  Job,
  JobRequest,
  LeaveOut,
  Level,
  ListedProduct,
  MappingSummary,
  MaskState,
  MaskStatistics,
  MaskStatisticsRequest,
  NoDataShare,
  Observation,
  ObservationRequest,
  OpenRemote,
  PackSummary,
  PersistentPlacesReport,
  PersistentPlacesRequest,
  PixelReport,
  PointReport,
  PreviewReading,
  ProductDetail,
  ProjectParts,
  ProjectState,
  Reading,
  ReadingPreview,
  RecentProduct,
  RecentProject,
  Recipe,
  ReferenceMapping,
  ReferenceSummary,
  RemoteAction,
  RemoteActivity,
  RemoteLook,
  SceneHelperAnswer,
  ScorePointsRequest,
  ViewRequest,
} from './types.ts';

/** Browsers refuse requests that outlive the window when they carry 64 KiB or more. */
const KEEPALIVE_CHARACTERS = 60_000;

const product = (id: string, rest = '') => `/api/products/${encodeURIComponent(id)}${rest}` as const;

/** The engine's routes, one function each. */
export const engine = {
  /** Answered by the shell, also while the engine does not. */
  health: () => getJson<EngineHealth>('/engine'),
  start: (leaveOut: LeaveOut) => sendJson<void>('POST', '/engine/start', { leaveOut }),
  about: () => getJson<About>('/api/about'),
  status: () => getJson<EngineStatus>('/api/status'),
  packs: () => getJson<PackSummary[]>('/api/packs'),
  addPack: (handle: string) => sendJson<PackSummary>('POST', '/api/packs', { handle }),
  settings: () => getJson<AppSettings>('/api/settings'),
  putSettings: (settings: AppSettings) => sendJson<AppSettings>('PUT', '/api/settings', settings),

  recent: () => getJson<RecentProduct[]>('/api/recent'),
  openRecent: (key: string, signal: AbortSignal) =>
    sendJson<ProductDetail>('POST', `/api/recent/${encodeURIComponent(key)}/open`, {}, signal),
  products: () => getJson<ProductDetail[]>('/api/products'),
  product: (id: string) => getJson<ProductDetail>(product(id)),
  openProduct: (handle: string, granule?: string, reading?: Reading, signal?: AbortSignal) => {
    const how = { ...(granule === undefined ? {} : { granule }), ...(reading === undefined ? {} : { reading }) };
    return sendJson<ProductDetail>('POST', '/api/products', { handle, ...how }, signal);
  },
  remote: () => getJson<RemoteActivity>('/api/remote'),
  lookRemote: (source: OpenRemote, signal: AbortSignal) =>
    sendJson<RemoteLook>('POST', '/api/remote/look', source, signal),
  openRemote: (source: OpenRemote, signal?: AbortSignal) =>
    sendJson<ProductDetail>('POST', '/api/remote/open', source, signal),
  stopRemote: () => sendJson<void>('POST', '/api/remote/stop', {}),
  actOnRemote: (id: string, action: RemoteAction) =>
    sendJson<void>('POST', `/api/remote/products/${encodeURIComponent(id)}`, { action }),
  changeReading: (id: string, reading: Reading) =>
    sendJson<ProductDetail>('POST', product(id, '/reading'), { reading }),
  previewReading: (request: PreviewReading, signal: AbortSignal) =>
    sendJson<ReadingPreview>('POST', '/api/reading/preview', request, signal),
  openGranule: (id: string, granule: string, signal: AbortSignal) =>
    sendJson<ProductDetail>('POST', product(id, '/granule'), { granule }, signal),
  openSample: (level: Level, signal: AbortSignal) => sendJson<ProductDetail>('POST', '/api/sample', { level }, signal),
  closeProduct: (id: string) => send(product(id), { method: 'DELETE' }),
  /** Answered by status 409 when another revision is kept. With `isLast` the request outlives the window, as far as a browser allows that. */
  putSceneSettings: async (id: string, settings: object, revision: number | undefined, isLast = false) => {
    const request = withBody('PUT', settings);
    const query = revision === undefined ? '' : `?revision=${revision}`;
    const keepalive = isLast && String(request.body).length < KEEPALIVE_CHARACTERS;
    const response = await send(product(id, `/settings${query}`), { ...request, keepalive });
    return response.json() as Promise<{ revision: number }>;
  },

  project: () => getJson<ProjectState>('/api/project'),
  recentProjects: () => getJson<RecentProject[]>('/api/project/recent'),
  openProject: (which: { handle: string } | { recent: string }, cancelJobs: boolean) =>
    sendJson<ProjectState>('POST', '/api/project/open', { ...which, cancelJobs }),
  newProject: (cancelJobs: boolean) => sendJson<ProjectState>('POST', '/api/project/new', { cancelJobs }),
  stopOpeningProject: () => sendJson<ProjectState>('POST', '/api/project/stop-opening', {}),
  tryMissingProducts: () => sendJson<ProjectState>('POST', '/api/project/try-missing', {}),
  saveProject: (where: { handle: string } | { folder: string; name: string; overwrite: boolean }) =>
    sendJson<ProjectState>('POST', '/api/project/save-as', where),
  locateProduct: (key: string, handle: string | undefined, signal: AbortSignal) =>
    sendJson<ProjectState>('POST', '/api/project/locate', { key, ...(handle === undefined ? {} : { handle }) }, signal),
  forgetProduct: (key: string) => sendJson<ProjectState>('POST', '/api/project/forget', { key }),
  projectParts: () => getJson<ProjectParts>('/api/project/parts'),
  /** As `putSceneSettings`. */
  putPart: async (name: string, value: unknown, revision: number | undefined, isLast = false) => {
    const request = withBody('PUT', { value });
    const query = revision === undefined ? '' : `?revision=${revision}`;
    const keepalive = isLast && String(request.body).length < KEEPALIVE_CHARACTERS;
    const response = await send(`/api/project/parts/${name}${query}`, { ...request, keepalive });
    return response.json() as Promise<{ revision: number }>;
  },

  makeReady: () => send('/api/ready', { method: 'POST' }),
  masks: (id: string) => getJson<MaskState[]>(product(id, '/masks')),
  statistics: (id: string, bands: readonly BandId[]) =>
    getJson<BandStatistics[]>(product(id, `/statistics?bands=${bands.join(',')}`)),
  noData: (id: string) => getJson<NoDataShare>(product(id, '/no-data')),
  view: (id: string, request: ViewRequest, signal: AbortSignal) => sendForBytes(product(id, '/view'), request, signal),
  maskStatistics: (id: string, request: MaskStatisticsRequest, signal?: AbortSignal) =>
    sendJson<MaskStatistics>('POST', product(id, '/mask-statistics'), request, signal),
  fitHelper: (id: string, request: { pack: string; grid: GridMetres; strokes: readonly ApiCorrection[] }) =>
    sendJson<SceneHelperAnswer>('POST', product(id, '/helper'), request),
  pixel: (id: string, lon: number, lat: number, mask: { pack: string; grid: GridMetres } | null) => {
    const query = new URLSearchParams({ lon: String(lon), lat: String(lat) });
    if (mask) {
      query.set('pack', mask.pack);
      query.set('grid', String(mask.grid));
    }
    return getJson<PixelReport>(product(id, `/pixel?${query}`));
  },
  thumbnail: async (id: string, signal?: AbortSignal) =>
    (await send(product(id, '/thumbnail'), signal ? { signal } : {})).blob(),
  clearShare: (id: string, request: ClearShareRequest, signal?: AbortSignal) =>
    sendJson<ClearShare>('POST', product(id, '/clear-share'), request, signal),
  persistentPlaces: (id: string, request: PersistentPlacesRequest, signal?: AbortSignal) =>
    sendJson<PersistentPlacesReport>('POST', product(id, '/persistent-places'), request, signal),
  observation: (id: string, request: ObservationRequest, signal?: AbortSignal) =>
    sendJson<Observation>('POST', product(id, '/observation'), request, signal),
  mappings: () => getJson<MappingSummary[]>('/api/mappings'),
  references: (id: string) => getJson<ReferenceSummary[]>(product(id, '/references')),
  addReference: (id: string, handle: string, mapping: ReferenceMapping) =>
    sendJson<ReferenceSummary>('POST', product(id, '/references'), { handle, mapping }),
  removeReference: (id: string, reference: string) =>
    send(product(id, `/references/${encodeURIComponent(reference)}`), { method: 'DELETE' }),
  scorePoints: (id: string, request: ScorePointsRequest, signal?: AbortSignal) =>
    sendJson<PointReport>('POST', product(id, '/points'), request, signal),
  compare: (id: string, request: CompareRequest, signal?: AbortSignal) =>
    sendJson<ConfusionReport>('POST', product(id, '/compare'), request, signal),

  archive: (handle: string) => getJson<ArchiveOverview>(`/api/archives/${handle}`),
  archiveProducts: (handle: string, wanted: Readonly<Record<string, string>>) =>
    getJson<ArchiveRows>(`/api/archives/${handle}/products?${new URLSearchParams(wanted)}`),
  archiveProduct: (handle: string, index: number) =>
    sendJson<Choice>('POST', `/api/archives/${handle}/products/${index}`, {}),
  retryArchive: (handle: string, broken: boolean, index?: number) =>
    sendJson<{ products: number }>('POST', `/api/archives/${handle}/retry`, { broken, index }),

  readArea: (files: readonly { name: string; base64: string }[]) =>
    sendJson<AreaReading>('POST', '/api/areas', { files }),

  jobs: () => getJson<Job[]>('/api/jobs'),
  startJob: (request: JobRequest) => sendJson<Job>('POST', '/api/jobs', request),
  listSources: (sources: readonly string[], signal: AbortSignal) =>
    sendJson<ListedProduct[]>('POST', '/api/jobs/sources', { sources }, signal),
  openJob: (id: string, signal: AbortSignal) =>
    sendJson<ProductDetail>('POST', `/api/jobs/${encodeURIComponent(id)}/open`, {}, signal),
  removeJob: (id: string) => send(`/api/jobs/${encodeURIComponent(id)}`, { method: 'DELETE' }),
  retryJob: (id: string) => sendJson<Job>('POST', `/api/jobs/${encodeURIComponent(id)}/retry`, {}),
  batchNames: (sources: readonly string[], recipe: Recipe, signal?: AbortSignal) =>
    sendJson<BatchNames>('POST', '/api/exports/names', { sources, recipe }, signal),
  estimate: (request: JobRequest, signal?: AbortSignal) =>
    sendJson<ExportEstimate>('POST', '/api/exports/estimate', request, signal),
};
