import { type FormEvent, useEffect, useRef, useState } from 'react';
import { lookAt, openAddress } from '../../actions/remote.ts';
import { isAbort } from '../../api/client.ts';
import type { RemoteLook } from '../../api/types.ts';
import { useSettings } from '../../state/queries.ts';
import { askReading, asksForReading } from '../../state/reading.ts';
import { hostOf, useAskedAddress } from '../../state/remote.ts';
import { closeDialog } from '../../state/ui.ts';

/** Opening a product on the network in two steps, a look and then the opening, either of which may be stopped. */
export function useOpening() {
  const isOn = useSettings().data?.readRemote === true;
  const { address: first, choice } = useAskedAddress((state) => state.asked);
  const [address, setAddress] = useState(first);
  const [look, setLook] = useState<RemoteLook | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [doing, setDoing] = useState<'look' | 'open' | null>(null);
  const request = useRef<AbortController | null>(null);
  useEffect(() => () => request.current?.abort(), []);
  const host = hostOf(address);
  const source = choice ? { address: '', choice } : { address: address.trim() };
  const isReady = isOn && (choice !== undefined || host !== null);

  const step = async (event: FormEvent) => {
    event.preventDefault();
    if (!isReady || doing !== null) return;
    const controller = new AbortController();
    const { signal } = controller;
    request.current = controller;
    setError(null);
    setDoing(look ? 'open' : 'look');
    try {
      if (look) {
        await openAddress(source, signal);
        return closeDialog();
      }
      setLook(await lookAt(source, signal));
    } catch (cause) {
      if (!choice && asksForReading(cause)) return askReading({ address: source.address, name: look!.name }, cause);
      if (!isAbort(cause)) setError(cause);
    }
    setDoing(null);
  };
  const change = (text: string) => {
    request.current?.abort();
    setAddress(text);
    setLook(null);
    setError(null);
  };
  return {
    isOn,
    isReady,
    address,
    change,
    choice,
    host,
    look,
    error,
    doing,
    step,
    stop: () => request.current?.abort(),
  };
}
