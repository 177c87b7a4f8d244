import { create } from 'zustand';
import type { ProductDetail } from '../api/types.ts';
import { type History, recorded, redone, startHistory, undone } from './history.ts';

type Position = readonly [number, number];
export type AreaPolygons = readonly (readonly (readonly Position[])[])[];

/** An area of interest. */
export interface Area {
  readonly id: string;
  readonly name: string;
  /** Their union is meant: closed rings in lon/lat degrees, the outer one first. */
  readonly polygons: AreaPolygons;
}

export interface Areas {
  readonly list: readonly Area[];
  /** Id of the one that exports and shares are about. */
  readonly chosen: string | null;
}

const NONE: Areas = { list: [], chosen: null };

interface AreasState {
  readonly history: History<Areas>;
  /** Id of the area whose corners are being moved. */
  readonly edited: string | null;
}

/** The areas of interest, with the steps of their undo. */
export const useAreas = create<AreasState>(() => ({ history: startHistory(NONE), edited: null }));

export const areas = (): Areas => useAreas.getState().history.present;

const chosenOf = ({ list, chosen }: Areas): Area | null => list.find(({ id }) => id === chosen) ?? null;
export const useChosenArea = (): Area | null => useAreas(({ history }) => chosenOf(history.present));
export const useAreaList = (): readonly Area[] => useAreas(({ history }) => history.present.list);

function change(next: (now: Areas) => Areas): void {
  useAreas.setState(({ history }) => ({ history: recorded(history, next(history.present)) }));
}

/** Begins anew with areas that were kept; there is nothing to undo then. */
export function takeAreas(kept: Areas): void {
  useAreas.setState({ history: startHistory(kept), edited: null });
}

/** A name that no other area has: `Area`, `Area 2`, ... */
export function freeName(wanted: string, list: readonly Pick<Area, 'name'>[]): string {
  const isTaken = (name: string) => list.some((area) => area.name === name);
  if (!isTaken(wanted)) return wanted;
  for (let number = 2; ; number++) if (!isTaken(`${wanted} ${number}`)) return `${wanted} ${number}`;
}

/** Adds an area and chooses it. */
export function addArea(name: string, polygons: AreaPolygons): void {
  const id = crypto.randomUUID();
  change(({ list }) => ({ list: [...list, { id, name: freeName(name, list), polygons }], chosen: id }));
}

export function chooseArea(id: string | null): void {
  // What is looked at is no step of the undo.
  useAreas.setState(({ history }) => ({ history: { ...history, present: { ...history.present, chosen: id } } }));
}

/** Gives an area another name; one that another area has gets a number. */
export function renameArea(id: string, name: string): void {
  const wanted = name.trim().slice(0, 100);
  if (wanted === '') return;
  change(({ list, chosen }) => {
    const others = list.filter((area) => area.id !== id);
    return { list: list.map((area) => (area.id === id ? { ...area, name: freeName(wanted, others) } : area)), chosen };
  });
}

export function reshapeArea(id: string, polygons: AreaPolygons): void {
  change(({ list, chosen }) => ({
    list: list.map((area) => (area.id === id ? { ...area, polygons } : area)),
    chosen,
  }));
}

export function removeArea(id: string): void {
  change(({ list, chosen }) => {
    const rest = list.filter((area) => area.id !== id);
    return { list: rest, chosen: chosen === id ? (rest.at(-1)?.id ?? null) : chosen };
  });
}

export function removeAllAreas(): void {
  change(() => NONE);
}

export function undoAreas(): void {
  useAreas.setState(({ history }) => ({ history: undone(history) }));
}

export function redoAreas(): void {
  useAreas.setState(({ history }) => ({ history: redone(history) }));
}

/** Whether an area may hold pixels of a product: their boxes in degrees meet. */
export function meetsProduct({ polygons }: Area, { corners }: Pick<ProductDetail, 'corners'>): boolean {
  if (!corners) return false;
  const range = (positions: readonly Position[], axis: 0 | 1) => {
    const values = positions.map((position) => position[axis]);
    return [Math.min(...values), Math.max(...values)] as const;
  };
  const ring = polygons.flat(2);
  return ([0, 1] as const).every((axis) => {
    const [from, to] = range(ring, axis);
    const [least, most] = range(corners, axis);
    return from <= most && to >= least;
  });
}

const MOST_CORNERS = 400;

/** Why the corners of an area cannot be moved on the map; null where they can. */
export function uneditable({ polygons }: Area): string | null {
  if (polygons.some((rings) => rings.length > 1)) return 'An area with holes cannot be edited here.';
  const corners = polygons.reduce((sum, rings) => sum + (rings[0]?.length ?? 0), 0);
  return corners > MOST_CORNERS ? `An area of ${corners} corners cannot be edited here.` : null;
}

export function editArea(id: string | null): void {
  if (id !== null) chooseArea(id);
  useAreas.setState({ edited: id });
}
