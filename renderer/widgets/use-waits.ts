import { useEffect, useRef, useState } from 'react';
import { isAbort } from '../api/client.ts';

/** Something that a dialog waits for. */
export interface Wait {
  readonly id: number;
  readonly text: string;
  readonly stop: () => void;
}

let count = 0;

/** What a dialog waits for now. All of it is given up with the dialog. */
export function useWaits() {
  const [waits, setWaits] = useState<readonly Wait[]>([]);
  const last = useRef(waits);
  last.current = waits;
  useEffect(
    () => () => {
      for (const { stop } of last.current) stop();
    },
    [],
  );
  /** Does something that takes as long as the disk; gives null where the user gave it up. Throws what `work` throws. */
  const during = async <T>(text: string, work: (signal: AbortSignal) => Promise<T>): Promise<T | null> => {
    const controller = new AbortController();
    const wait = { id: count++, text, stop: () => controller.abort() };
    setWaits((now) => [...now, wait]);
    try {
      return await work(controller.signal);
    } catch (error) {
      if (isAbort(error)) return null;
      throw error;
    } finally {
      setWaits((now) => now.filter(({ id }) => id !== wait.id));
    }
  };
  return { waits, during };
}
