import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const rectangle = { x: z.int(), y: z.int(), width: z.int().positive(), height: z.int().positive() };
const windowStateSchema = z.object({ ...rectangle, maximized: z.boolean() });

/** Where the window stood, in device-independent pixels of the whole desktop; the size is that of the normal state. */
export type WindowState = z.infer<typeof windowStateSchema>;

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const DEFAULT_SIZE = { width: 1440, height: 900 };
export const MINIMUM_SIZE = { width: 960, height: 600 };
/** So much of the title bar must be on a screen that a hand can take hold of it. */
const HANDLE = { width: 120, height: 32 };

/** The state that was kept; null where there is none, or none that can be read: then the window opens as at first. */
export function readWindowState(file: string): WindowState | null {
  try {
    return windowStateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

/** Keeps the state; written beside and renamed, because the program may be ending. */
export function writeWindowState(file: string, state: WindowState): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.part`, JSON.stringify(state));
  renameSync(`${file}.part`, file);
}

/**
 * Where to open the window: as it stood when its title bar can still be reached, otherwise in the middle of the first
 * screen, never larger than the screen. Without a kept state only a size, and the system chooses the place.
 * @param workAreas of the screens that are there now, the first one first, without docks and panels
 */
export function placeWindow(
  kept: WindowState | null,
  workAreas: readonly Rectangle[],
): Partial<Rectangle> & { readonly width: number; readonly height: number } {
  const screen = kept ? (workAreas.find((area) => holdsTitleBar(area, kept)) ?? null) : null;
  const area = screen ?? workAreas[0];
  const shrink = (wanted: { readonly width: number; readonly height: number }) => ({
    width: Math.min(wanted.width, area?.width ?? wanted.width),
    height: Math.min(wanted.height, area?.height ?? wanted.height),
  });
  if (!kept || !area) return shrink(DEFAULT_SIZE);
  const size = shrink(kept);
  if (screen) return { x: kept.x, y: kept.y, ...size };
  return {
    x: Math.round(area.x + (area.width - size.width) / 2),
    y: Math.round(area.y + (area.height - size.height) / 2),
    ...size,
  };
}

function holdsTitleBar(area: Rectangle, { x, y, width }: Rectangle): boolean {
  const across = Math.min(x + width, area.x + area.width) - Math.max(x, area.x);
  return across >= HANDLE.width && y >= area.y && y + HANDLE.height <= area.y + area.height;
}
