import type { Bounds3857 } from '../api/types.ts';
import type { OverlayStyle } from '../state/scene.ts';
import type { FollowKind } from './class-shader.ts';
import { PALETTE_BYTES } from './palette.ts';
import type { Limits } from './thresholds.ts';

export interface ClassView {
  readonly bounds: Bounds3857;
  readonly width: number;
  readonly height: number;
  /** One class code per pixel, row by row from the north-west. */
  readonly codes: Uint8Array;
}

/** What the graphics card makes class codes of while a slider moves. */
export interface FollowedView {
  readonly bounds: Bounds3857;
  readonly width: number;
  readonly height: number;
  /** Four bytes per pixel: see the contract's `viewSchema`. */
  readonly pixels: Uint8Array;
}

export interface ClassLayerLook {
  readonly visible: boolean;
  readonly opacity: number;
  readonly style: OverlayStyle;
  /** Part of the map's width that is drawn, as shares from the left. */
  readonly from: number;
  readonly to: number;
}

/** By which pixels and limits classes are made. */
export interface Following {
  readonly kind: FollowKind;
  readonly limits: Limits;
}

/** What a layer of classes is to show. */
export interface ClassesShown {
  view: ClassView | null;
  palette: Uint8Array<ArrayBuffer>;
  look: ClassLayerLook;
  readonly followed: Partial<Record<FollowKind, FollowedView>>;
  /** Not null while classes are made on the graphics card. */
  following: Following | null;
  /** So the next frame is made, though codes are shown. */
  rehearsed: Following | null;
}

export function nothingShown(): ClassesShown {
  return {
    view: null,
    palette: new Uint8Array(PALETTE_BYTES),
    look: { visible: true, opacity: 0.45, style: 'fill', from: 0, to: 1 },
    followed: {},
    following: null,
    rehearsed: null,
  };
}

export function isSameLook(a: ClassLayerLook, b: ClassLayerLook): boolean {
  return (
    a.visible === b.visible && a.opacity === b.opacity && a.style === b.style && a.from === b.from && a.to === b.to
  );
}
