import { ApiError } from '../../api/client.ts';
import { engine } from '../../api/engine.ts';
import type { ProjectParts } from '../../api/types.ts';
import { mergedThreeWays, sameValue } from '../merge.ts';
import { createLaterSender } from '../try-later.ts';
import type { WindowPart } from './part.ts';
import { PARTS } from './parts.ts';
import { markSaved, markUnsaved } from './unsaved.ts';

const DELAY_MILLISECONDS = 600;
const CONFLICT = 409;
const TRIES = 5;

/** What the project holds of a part, as this window knows it. */
interface Known {
  readonly revision: number;
  readonly value: unknown;
}

const known = new Map<string, Known>();
const later = createLaterSender();
/** Changed here, and not kept yet. */
const dirty = new Set<string>();
/** Sent, and not answered yet. */
const sending = new Set<string>();
const last = new Map<string, Promise<void>>();
let isPutting = false;

const unsavedName = ({ name }: WindowPart) => `part ${name}`;

function put(part: WindowPart, value: unknown): void {
  isPutting = true;
  try {
    part.put(value);
  } finally {
    isPutting = false;
  }
}

/** Brings all parts to what a project holds. */
export function takeParts(parts: ProjectParts): void {
  for (const part of PARTS) {
    const kept = parts[part.name];
    later.cancel(part.name);
    dirty.delete(part.name);
    put(part, kept?.value);
    known.set(part.name, { revision: kept?.revision ?? 0, value: part.get() });
    markSaved(unsavedName(part));
  }
}

/** Another window, or this one, had a part kept. */
export function onPartKept(name: string, revision: number, value: unknown): void {
  const part = PARTS.find((one) => one.name === name);
  if (!part) return;
  void inTurn(name, () => {
    if (revision > (known.get(name)?.revision ?? 0)) takeOver(part, { revision, value });
  });
}

/** Follows the parts and has what changes kept, a moment later; returns how to end. */
export function followParts(): () => void {
  const stops = PARTS.map((part) =>
    part.subscribe(() => {
      if (isPutting || !known.has(part.name)) return;
      dirty.add(part.name);
      markUnsaved(unsavedName(part));
      later.sendIn(part.name, DELAY_MILLISECONDS, () => keepPart(part));
    }),
  );
  return () => {
    for (const stop of stops) stop();
  };
}

/** Has the project keep at once what waits for that. */
export async function keepParts(): Promise<void> {
  await Promise.all(PARTS.filter(({ name }) => dirty.has(name)).map(keepPart));
}

/** The window goes: the requests outlive it, and nobody can bring anything together any more. */
export function keepPartsAtOnce(): void {
  for (const part of PARTS.filter(({ name }) => dirty.has(name))) {
    // While one is under way its revision is not known yet; it is from this window, too.
    const revision = sending.has(part.name) ? undefined : known.get(part.name)?.revision;
    engine.putPart(part.name, part.get(), revision, true).catch(() => undefined);
  }
}

function inTurn(name: string, work: () => Promise<void> | void): Promise<void> {
  const mine = (last.get(name) ?? Promise.resolve()).catch(() => undefined).then(work);
  last.set(name, mine);
  return mine;
}

function keepPart(part: WindowPart): Promise<void> {
  later.cancel(part.name);
  return inTurn(part.name, () => keepNow(part));
}

async function keepNow(part: WindowPart): Promise<void> {
  for (let tries = 0; ; tries++) {
    const value = part.get();
    const held = known.get(part.name);
    if (!held || sameValue(value, held.value)) return saved(part);
    sending.add(part.name);
    try {
      const { revision } = await engine.putPart(part.name, value, held.revision);
      known.set(part.name, { revision, value });
      return saved(part);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== CONFLICT || tries >= TRIES) throw error;
    } finally {
      sending.delete(part.name);
    }
    const theirs = (await engine.projectParts())[part.name];
    if (theirs) takeOver(part, theirs);
  }
}

function saved(part: WindowPart): void {
  // It may have changed once more meanwhile.
  if (later.isWaiting(part.name)) return;
  dirty.delete(part.name);
  markSaved(unsavedName(part));
}

/** Takes over what another window had kept; where this one changed it as well, both changes are brought together. */
function takeOver(part: WindowPart, theirs: Known): void {
  const base = known.get(part.name)?.value;
  known.set(part.name, theirs);
  if (part.isShared) put(part, mergedThreeWays(base, part.get(), theirs.value));
}
