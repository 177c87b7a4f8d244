import { create } from 'zustand';
import { ApiError, isAbort } from '../api/client.ts';

export interface Message {
  readonly id: number;
  readonly kind: 'error' | 'warning' | 'info';
  readonly text: string;
  readonly file?: string | undefined;
  readonly remedy?: string | undefined;
  readonly at: Date;
  /** The engine was away: shown once the line that says so has gone. */
  readonly away?: boolean | undefined;
  /** How often the same was said. */
  readonly count: number;
}

interface MessagesState {
  readonly messages: readonly Message[];
  /** Shown at the corner of the window until it is closed. */
  readonly toast: number | null;
}

const KEPT = 200;
let nextId = 1;

export const useMessages = create<MessagesState>(() => ({ messages: [], toast: null }));

type Said = Omit<Message, 'id' | 'at' | 'count'>;

function same(a: Said, b: Said): boolean {
  return a.kind === b.kind && a.text === b.text && a.file === b.file;
}

/** Adds a message, newest first; the same one again only counts up. */
export function say(said: Said): void {
  useMessages.setState(({ messages }) => {
    const [latest, ...rest] = messages;
    if (latest && same(latest, said)) {
      return { messages: [{ ...latest, count: latest.count + 1, at: new Date() }, ...rest], toast: latest.id };
    }
    const message = { ...said, id: nextId++, at: new Date(), count: 1 };
    return { messages: [message, ...messages].slice(0, KEPT), toast: message.id };
  });
}

export function sayInfo(text: string): void {
  say({ kind: 'info', text });
}

/** Says what went wrong; what was given up on purpose is silent. */
export function sayError(error: unknown): void {
  if (isAbort(error)) return;
  if (error instanceof ApiError) {
    const { message: text, file, remedy, isAway: away } = error;
    say({ kind: 'error', text, file, remedy, away });
  } else say({ kind: 'error', text: error instanceof Error ? error.message : String(error) });
}

export function closeToast(): void {
  useMessages.setState({ toast: null });
}

export function clearMessages(): void {
  useMessages.setState({ messages: [], toast: null });
}

/** The file to name beside a sentence; none where the sentence names it in full. */
export function fileBeside(text: string, file: string | undefined): string | null {
  return file && !text.includes(file) ? file : null;
}

/** The whole message as text for a report. */
export function messageText({ text, file, remedy }: Pick<Message, 'text' | 'file' | 'remedy'>): string {
  const beside = fileBeside(text, file);
  return [text, beside && `File: ${beside}`, remedy && `Remedy: ${remedy}`].filter(Boolean).join('\n');
}

/** What a job ended with, after its title; the title is left out where the sentence begins with it. */
export function jobErrorText(title: string, message: string): string {
  return message.startsWith(title) ? message : `${title}: ${message}`;
}
