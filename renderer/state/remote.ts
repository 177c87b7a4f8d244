import { create } from 'zustand';
import type { Choice } from '../api/types.ts';
import { openDialog } from './ui.ts';

/** A product on the network that the user is asked about: its address, or an item on this machine whose files are at some. */
export interface AskedAddress {
  readonly address: string;
  readonly choice?: Choice;
}

/** What the dialog begins with. */
export const useAskedAddress = create<{ readonly asked: AskedAddress }>(() => ({ asked: { address: '' } }));

export function askAddress(asked: AskedAddress): void {
  useAskedAddress.setState({ asked });
  openDialog('address');
}

/** Whether the engine refused to fetch something because nobody has allowed it. */
export function isRemoteRefusal(error: unknown): boolean {
  return (error as { name?: string }).name === 'RemoteRefusal';
}

/** The host of an address that is typed, as far as it is one; null otherwise. */
export function hostOf(address: string): string | null {
  const text = address.trim();
  return /^https?:\/\/./i.test(text) && URL.canParse(text) ? new URL(text).host : null;
}

/** What of an address is never kept: what follows the question mark. */
export function hasQuery(address: string): boolean {
  return /\?[^#]/.test(address);
}
