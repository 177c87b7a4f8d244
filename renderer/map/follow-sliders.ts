import { engine } from '../api/engine.ts';
import type { ClassLayer as ClassLayerRequest, MaskRequest } from '../api/types.ts';
import { screenView } from '../geo/mercator.ts';
import type { ClassLayer } from './class-layer.ts';
import { FOLLOW_KINDS, type FollowKind } from './class-shader.ts';
import { areaLimitsOf, isByThresholds, isWithoutBuffers, type Limits, limitsOf, reachLimitsOf } from './thresholds.ts';

/** What is asked for: a layer of a product under a camera. */
export interface Asked {
  readonly product: string;
  readonly request: ClassLayerRequest;
  readonly camera: Parameters<typeof screenView>[0];
}

/** Lets the graphics card follow sliders by itself, from pixels that it is given while a view rests. */
export interface SliderFollower {
  /** Draws a mask while a slider moves; null where that takes the engine. What is approximate is not what an export writes. */
  follow(asked: Asked): 'exact' | 'approximate' | null;
  /** A view is whole and exact: what following it takes is fetched once it has rested. */
  rest(asked: Asked): void;
  /** Forgets what does not belong to what is asked for. */
  keep(asked: Asked): void;
  stop(): void;
}

/** One way to follow a slider. */
interface Way {
  /** Names the pixels that it takes for a mask under a camera, whatever stands on its sliders. */
  readonly key: (product: string, mask: MaskRequest) => readonly unknown[];
  /** Whether the mask can be made of them. */
  readonly fits: (mask: MaskRequest) => boolean;
  readonly layer: (mask: MaskRequest) => ClassLayerRequest;
  readonly limits: (mask: MaskRequest) => Limits;
  readonly gives: (mask: MaskRequest) => 'exact' | 'approximate';
  /** Of what else they were made, where they are better made anew once a mask of other sliders stands still. */
  readonly madeOf?: (mask: MaskRequest) => unknown;
  /** How long a view must not have changed before they are fetched. */
  readonly restMilliseconds: number;
}

const WAYS: Readonly<Record<FollowKind, Way>> = {
  /** Thresholds, where they alone make the mask of the network's own probabilities, but for shadows that need a cloud. */
  probabilities: {
    key: (product, { pack, grid, parameters: { persistence, shadowsNeedCloud } }) => [
      ...[product, pack, grid, persistence, shadowsNeedCloud],
    ],
    fits: ({ helper, parameters, corrections }) => !helper && isByThresholds(parameters, corrections),
    layer: ({ pack, grid, parameters: { persistence, shadowsNeedCloud, thresholds } }) => ({
      ...{ kind: 'probabilities', pack, grid },
      ...(persistence ? { persistence } : {}),
      ...(shadowsNeedCloud ? { shadowsNeedCloud: thresholds } : {}),
    }),
    limits: ({ parameters }) => limitsOf(parameters.thresholds),
    gives: ({ parameters }) => (parameters.shadowsNeedCloud ? 'approximate' : 'exact'),
    madeOf: ({ parameters }) => (parameters.shadowsNeedCloud ? parameters.thresholds : null),
    restMilliseconds: 150,
  },
  /** Buffers, around what thresholds and clean-up make at the resolution of the view. */
  reaches: {
    key: (product, { parameters: { bufferMetres: _, ...parameters }, ...mask }) => [product, mask, parameters],
    fits: ({ corrections }) => corrections.length === 0,
    layer: (mask) => ({ kind: 'reaches', mask }),
    limits: ({ parameters }) => reachLimitsOf(parameters.bufferMetres),
    gives: () => 'approximate',
    // They take the engine some time, which is not to be spent on every stop of a map that is moved.
    restMilliseconds: 250,
  },
  /** The smallest object, of what thresholds make at the resolution of the view. */
  'area-changes': {
    key: (product, { parameters: { minAreaSquareMetres: _, ...parameters }, ...mask }) => [product, mask, parameters],
    fits: ({ corrections, parameters }) => corrections.length === 0 && isWithoutBuffers(parameters),
    layer: (mask) => ({ kind: 'area-changes', mask }),
    limits: ({ parameters }) => areaLimitsOf(parameters),
    gives: () => 'approximate',
    // They take the engine as long as dozens of masks do.
    restMilliseconds: 400,
  },
};

/** @param margin share of the map's size by which more is fetched on each side */
export function createSliderFollower(layer: ClassLayer, margin: number): SliderFollower {
  /** Of each kind what lies with the graphics card, or is on its way there. */
  const ahead = new Map<FollowKind, { readonly key: string; readonly made: string; readonly abort: AbortController }>();
  const timers = new Map<FollowKind, ReturnType<typeof setTimeout>>();

  const keyOf = (kind: FollowKind, { product, request, camera }: Asked): string | null =>
    request.kind === 'mask' ? JSON.stringify([WAYS[kind].key(product, request.mask), camera]) : null;
  const drop = (kind: FollowKind) => {
    ahead.get(kind)?.abort.abort();
    if (ahead.delete(kind)) layer.setFollowed(kind, null);
  };
  const madeOf = (kind: FollowKind, mask: MaskRequest) => JSON.stringify(WAYS[kind].madeOf?.(mask) ?? null);
  const fetchKind = async (kind: FollowKind, { product, camera }: Asked, mask: MaskRequest, key: string) => {
    const abort = new AbortController();
    // What is there is followed by until its successor comes.
    ahead.get(kind)?.abort.abort();
    ahead.set(kind, { key, made: madeOf(kind, mask), abort });
    try {
      const view = screenView(camera, margin);
      const asked = { layer: WAYS[kind].layer(mask), ...view, draft: false };
      const { bytes } = await engine.view(product, asked, abort.signal);
      if (!abort.signal.aborted) layer.setFollowed(kind, { ...view, pixels: bytes }, WAYS[kind].limits(mask));
    } catch {
      // Drafts from the engine are shown instead.
      if (ahead.get(kind)?.abort === abort) ahead.delete(kind);
    }
  };

  const keep = (asked: Asked) => {
    for (const kind of FOLLOW_KINDS) {
      clearTimeout(timers.get(kind));
      if (ahead.get(kind)?.key !== keyOf(kind, asked)) drop(kind);
    }
  };
  return {
    follow(asked) {
      const { request } = asked;
      if (request.kind !== 'mask') return null;
      for (const kind of FOLLOW_KINDS) {
        const { fits, limits, gives } = WAYS[kind];
        if (!fits(request.mask) || ahead.get(kind)?.key !== keyOf(kind, asked)) continue;
        if (layer.classify(kind, limits(request.mask))) return gives(request.mask);
      }
      return null;
    },
    rest(asked) {
      keep(asked);
      const { request } = asked;
      if (request.kind !== 'mask') return;
      const { mask } = request;
      for (const kind of FOLLOW_KINDS) {
        const { fits, restMilliseconds } = WAYS[kind];
        const key = keyOf(kind, asked)!;
        const found = ahead.get(kind);
        if (!fits(mask) || (found?.key === key && found.made === madeOf(kind, mask))) continue;
        timers.set(
          kind,
          setTimeout(() => void fetchKind(kind, asked, mask, key), restMilliseconds),
        );
      }
    },
    keep,
    stop() {
      for (const kind of FOLLOW_KINDS) {
        clearTimeout(timers.get(kind));
        drop(kind);
      }
    },
  };
}
