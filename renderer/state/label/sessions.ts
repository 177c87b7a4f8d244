import { create } from 'zustand';
import { labelEngine } from '../../api/label-engine.ts';
import type { LabelChip } from '../../api/types.ts';
import { sayError } from '../messages.ts';
import { queryClient } from '../queries.ts';
import { knownChips, labelProject, useLabel } from './project.ts';
import type { Box } from './raster.ts';
import { ChipSession } from './session.ts';

interface EditorState {
  /** The chip whose labels are in hand; null until they are read. */
  readonly session: ChipSession | null;
  readonly error: unknown;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly saving: 'saved' | 'saving' | 'stuck';
}

const NOTHING: EditorState = { session: null, error: null, canUndo: false, canRedo: false, saving: 'saved' };

/** The labels that are worked on. */
export const useEditor = create<EditorState>(() => NOTHING);

export const currentSession = (): ChipSession | null => useEditor.getState().session;

/** Chips whose labels and steps are kept in hand. */
const KEPT = 24;
const sessions = new Map<string, ChipSession | Promise<ChipSession>>();
const followers = new Set<(session: ChipSession, box: Box | null) => void>();

/** Calls a function when pixels of a chip changed; returns how to end that. */
export function followPixels(follower: (session: ChipSession, box: Box | null) => void): () => void {
  followers.add(follower);
  return () => followers.delete(follower);
}

/** Says that a tool changed pixels. */
export function pixelsChanged(session: ChipSession, box: Box | null): void {
  for (const follower of followers) follower(session, box);
}

function publish(session: ChipSession): void {
  if (useEditor.getState().session !== session) return;
  const { canUndo, canRedo } = session;
  useEditor.setState({ canUndo, canRedo, saving: session.isStuck ? 'stuck' : session.isSaved ? 'saved' : 'saving' });
}

const listener = {
  onPixels: pixelsChanged,
  onState: publish,
  onKept: ({ project }: ChipSession, chip: LabelChip) => putChip(project, chip),
  onError: sayError,
};

/** Puts what the engine says of a chip in the place of what was known. */
export function putChip(project: string, chip: LabelChip): void {
  queryClient.setQueryData<LabelChip[]>(['labels', project, 'chips'], (chips) =>
    chips?.map((one) => (one.id === chip.id && one.revision <= chip.revision ? chip : one)),
  );
}

/** The labels of a chip: in hand, or read. */
export function sessionOf(project: string, chip: LabelChip): ChipSession | Promise<ChipSession> {
  const key = `${project} ${chip.id}`;
  const known = sessions.get(key);
  if (known) {
    sessions.delete(key);
    sessions.set(key, known);
    if (known instanceof ChipSession && known.revision < chip.revision) void catchUp(known);
    return known;
  }
  const reading = labelEngine.labels(project, chip.id).then((labels) => {
    const session = new ChipSession(project, chip, labels, listener);
    sessions.set(key, session);
    return session;
  });
  reading.catch(() => sessions.delete(key));
  sessions.set(key, reading);
  for (const [oldest, one] of sessions) {
    if (sessions.size <= KEPT) break;
    if (one instanceof ChipSession && one.isSaved && one !== currentSession()) sessions.delete(oldest);
  }
  return reading;
}

/** The labels of the chip in hand, when they are read: a key may be pressed before. Null where no chip is in hand. */
export async function sessionInHand(): Promise<ChipSession | null> {
  const [project, id] = [labelProject(), useLabel.getState().chip];
  const chip = knownChips().find((one) => one.id === id);
  return project === null || !chip ? null : await sessionOf(project, chip);
}

async function catchUp(session: ChipSession): Promise<void> {
  try {
    session.follow(await labelEngine.labels(session.project, session.chip));
  } catch (error) {
    sayError(error);
  }
}

/** Takes a chip's labels in hand. */
export async function editChip(chip: LabelChip | null): Promise<void> {
  const project = labelProject();
  if (project === null || chip === null) {
    useEditor.setState(NOTHING);
    return;
  }
  const found = sessionOf(project, chip);
  if (!(found instanceof ChipSession)) useEditor.setState(NOTHING);
  try {
    const session = found instanceof ChipSession ? found : await found;
    if (useLabel.getState().chip !== chip.id) return;
    useEditor.setState({ session, error: null });
    publish(session);
    pixelsChanged(session, null);
  } catch (error) {
    if (useLabel.getState().chip === chip.id) useEditor.setState({ ...NOTHING, error });
  }
}

/** Another window, or this one, changed a chip; several where it is null. */
export async function onLabelsEvent(project: string, chip: string | null): Promise<void> {
  const known = chip === null ? null : await labelEngine.chip(project, chip).catch(() => null);
  if (known === null) {
    await queryClient.invalidateQueries({ queryKey: ['labels', project] });
    return;
  }
  const before = queryClient.getQueryData<LabelChip[]>(['labels', project, 'chips'])?.find(({ id }) => id === known.id);
  putChip(project, known);
  if (known.state === 'accepted' || before?.state === 'accepted')
    void queryClient.invalidateQueries({ queryKey: ['labels', project, 'progress'] });
  const session = sessions.get(`${project} ${known.id}`);
  if (session instanceof ChipSession && session.isSaved && session.revision < known.revision) await catchUp(session);
}

/** The window goes. */
export function sendLastEdits(): void {
  for (const session of sessions.values()) if (session instanceof ChipSession) session.sendLast();
}
