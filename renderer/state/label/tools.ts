import { create } from 'zustand';
import type { NumberRange } from '../number.ts';
import type { Point } from './shapes.ts';
import { DEFAULT_VIEWS, type ViewId } from './views.ts';

/** What the pointer does on a chip; `pick` takes the network's classes in a polygon. */
export type LabelTool = 'brush' | 'polygon' | 'fill' | 'pick' | 'move';
/** What labels may be taken over when classes of the network are. */
export type TakeOver = 'nothing' | 'machines' | 'everything';

/** Radius of the brush in pixels of the chip. */
export const RADIUS: NumberRange = { min: 0.5, max: 200, digits: 1 };
export const TOLERANCE: NumberRange = { min: 0, max: 128, digits: 0 };

interface ToolState {
  readonly tool: LabelTool;
  /** 0 to 5: what is painted. */
  readonly label: number;
  readonly radius: number;
  /** What is filled: pixels of the same label, or of a similar colour in the view that is clicked. */
  readonly fill: 'label' | 'colour';
  /** Largest difference of a colour channel, 0 to 255. */
  readonly tolerance: number;
  readonly takeOver: TakeOver;
  readonly opacity: number;
  readonly isHidden: boolean;
  /** Colours say who said a label, not which it is. */
  readonly showsOrigin: boolean;
  readonly showsDates: boolean;
  readonly views: readonly ViewId[];
  /** The contrast is that of the chip, not the same for all chips. */
  readonly ownContrast: boolean;
  /** Corners of the polygon that is being drawn. */
  readonly ring: readonly Point[];
}

/** How labels are made and seen. */
export const useLabelTools = create<ToolState>(() => ({
  tool: 'brush',
  label: 4,
  radius: 6,
  fill: 'label',
  tolerance: 16,
  takeOver: 'nothing',
  opacity: 0.4,
  isHidden: false,
  showsOrigin: false,
  showsDates: true,
  views: DEFAULT_VIEWS,
  ownContrast: false,
  ring: [],
}));

export const setLabelTools = useLabelTools.setState;
export const labelTools = useLabelTools.getState;

const WIDER = 1.25;

export function setBrush(radius: number): void {
  const inRange = Math.min(RADIUS.max, Math.max(RADIUS.min, radius));
  setLabelTools({ radius: Math.round(inRange * 2) / 2 });
}
/** By a quarter, by half a pixel at least. */
export const widerBrush = () => setBrush(Math.max(labelTools().radius * WIDER, labelTools().radius + 0.5));
export const narrowerBrush = () => setBrush(Math.min(labelTools().radius / WIDER, labelTools().radius - 0.5));

/** Chooses a tool; a polygon that was begun with another one is given up. */
export function chooseLabelTool(tool: LabelTool): void {
  setLabelTools({ tool, ring: [] });
}

/** Chooses what is painted; 0 takes labels away. */
export function chooseLabel(label: number): void {
  const { tool } = labelTools();
  setLabelTools({ label, ...(tool === 'move' || tool === 'pick' ? { tool: 'brush', ring: [] } : {}) });
}
