import { ApiError } from '../../api/client.ts';
import { type ChipLabels, labelEngine } from '../../api/label-engine.ts';
import type { LabelChip, LabelRun } from '../../api/types.ts';
import { RETRY_MILLISECONDS } from '../try-later.ts';
import { type Box, boxOf, type ChipRaster, put, runsOf, type Step, stepBetween } from './raster.ts';

/** Status of the engine's answer where a chip was changed since the revision that a change was made from. */
export const CONFLICT = 409;
const DEPTH = 200;
/** Browsers refuse requests that outlive the window when they carry 64 KiB or more. */
const KEEPALIVE_RUNS = 2500;

/** What follows a chip's labels. */
interface SessionListener {
  /** Pixels changed; all of them where it is null. */
  readonly onPixels: (session: ChipSession, box: Box | null) => void;
  /** Undo, redo or what is saved changed. */
  readonly onState: (session: ChipSession) => void;
  /** The engine has kept a change. */
  readonly onKept: (session: ChipSession, chip: LabelChip) => void;
  readonly onError: (error: unknown) => void;
}

/**
 * A chip that is labelled: its pixels, the steps of its undo, and what of it the engine has still to keep. Every step is
 * sent at once; what was changed elsewhere meanwhile is read first, and the steps are laid over it.
 */
export class ChipSession {
  readonly project: string;
  readonly chip: string;
  readonly raster: ChipRaster;
  revision: number;
  /** The last try to save failed; it is tried again. */
  isStuck = false;
  readonly #listener: SessionListener;
  #past: Step[] = [];
  #future: Step[] = [];
  #waiting: LabelRun[][] = [];
  #sent: LabelRun[][] = [];
  #saving: Promise<void> | null = null;

  constructor(project: string, chip: LabelChip, { labels, origin, revision }: ChipLabels, listener: SessionListener) {
    this.project = project;
    this.chip = chip.id;
    const { width, height } = chip.window;
    this.raster = { width, height, labels, origin };
    this.revision = revision;
    this.#listener = listener;
  }

  get canUndo(): boolean {
    return this.#past.length > 0;
  }
  get canRedo(): boolean {
    return this.#future.length > 0;
  }
  /** Whether the engine has all of it. */
  get isSaved(): boolean {
    return this.#waiting.length + this.#sent.length === 0;
  }

  /** What can be undone, the last at the end. */
  get steps(): readonly Step[] {
    return this.#past;
  }

  /** Makes a step. */
  apply(step: Step): void {
    put(this.raster, step, 'after');
    this.#listener.onPixels(this, boxOf(step, this.raster.width));
    this.record(step);
  }

  /** Takes a step that the pixels have made already. */
  record(step: Step): void {
    this.#past = [...this.#past, step].slice(-DEPTH);
    this.#future = [];
    this.#send(runsOf(step, 'after'));
  }

  undo(): void {
    const step = this.#past.pop();
    if (step) this.#move(step, 'before', this.#future);
  }

  redo(): void {
    const step = this.#future.pop();
    if (step) this.#move(step, 'after', this.#past);
  }

  #move(step: Step, which: 'before' | 'after', onto: Step[]): void {
    put(this.raster, step, which);
    onto.push(step);
    this.#listener.onPixels(this, boxOf(step, this.raster.width));
    this.#send(runsOf(step, which));
  }

  /** Takes over what the engine holds now as one step, of which it need not be told. */
  absorb(fresh: ChipLabels): void {
    const now = { ...this.raster, labels: fresh.labels, origin: fresh.origin };
    const step = stepBetween(this.raster, now);
    this.#takeOver(fresh);
    if (!step) return;
    this.#past = [...this.#past, step].slice(-DEPTH);
    this.#future = [];
    this.#listener.onState(this);
  }

  /** Takes over what somebody else changed; nothing of it is to be undone here. */
  follow(fresh: ChipLabels): void {
    if (!this.isSaved || fresh.revision <= this.revision) return;
    this.#takeOver(fresh);
  }

  #takeOver({ labels, origin, revision }: ChipLabels): void {
    this.raster.labels.set(labels);
    this.raster.origin.set(origin);
    this.revision = revision;
    this.#listener.onPixels(this, null);
  }

  #send(runs: LabelRun[]): void {
    this.#waiting.push(runs);
    void this.saved();
    this.#listener.onState(this);
  }

  /** Resolves when the engine has everything. */
  saved(): Promise<void> {
    this.#saving ??= this.#save().finally(() => {
      this.#saving = null;
    });
    return this.#saving;
  }

  async #save(): Promise<void> {
    while (this.#waiting.length > 0) {
      this.#sent = this.#waiting;
      this.#waiting = [];
      try {
        const { revision } = this;
        const kept = await labelEngine.edit(this.project, this.chip, { revision, runs: this.#sent.flat() });
        this.#sent = [];
        this.revision = kept.revision;
        this.isStuck = false;
        this.#listener.onKept(this, kept);
      } catch (error) {
        this.#waiting = [...this.#sent, ...this.#waiting];
        this.#sent = [];
        if (error instanceof ApiError && error.status === CONFLICT) await this.#rebase();
        else await this.#rest(error);
      }
    }
    this.#listener.onState(this);
  }

  /** Lays what waits over what the engine holds by now. */
  async #rebase(): Promise<void> {
    let fresh: ChipLabels;
    try {
      fresh = await labelEngine.labels(this.project, this.chip);
    } catch (error) {
      return this.#rest(error);
    }
    for (const [start, length, label, origin = 0] of this.#waiting.flat()) {
      fresh.labels.fill(label, start, start + length);
      fresh.origin.fill(origin, start, start + length);
    }
    this.#takeOver(fresh);
  }

  async #rest(error: unknown): Promise<void> {
    if (!this.isStuck) this.#listener.onError(error);
    this.isStuck = true;
    this.#listener.onState(this);
    await new Promise((resolve) => setTimeout(resolve, RETRY_MILLISECONDS));
  }

  /** The window goes: what has not been sent yet outlives it, as far as a browser allows that. */
  sendLast(): void {
    const runs = this.#waiting.flat();
    if (runs.length === 0 || runs.length > KEEPALIVE_RUNS) return;
    const revision = this.revision + (this.#sent.length > 0 ? 1 : 0);
    void labelEngine.edit(this.project, this.chip, { revision, runs }, true).catch(() => undefined);
  }
}
