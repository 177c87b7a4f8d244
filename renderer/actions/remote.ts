import { isAbort } from '../api/client.ts';
import { engine } from '../api/engine.ts';
import type { AppSettings, MissingProduct, ProductDetail, Reading, RecentProduct, RemoteAction } from '../api/types.ts';
import { sayError } from '../state/messages.ts';
import { queryClient } from '../state/queries.ts';
import { type AskedAddress, askAddress } from '../state/remote.ts';
import { adoptProduct, openRecent } from './products.ts';
import { locateMissing } from './project.ts';

const isOn = () => queryClient.getQueryData<AppSettings>(['settings'])?.readRemote === true;
const isAddress = (place: string) => /^https?:\/\//i.test(place);

const sourceOf = ({ address, choice }: AskedAddress) => (choice ? { handle: choice.handle } : { address });

/** What an address leads to. Throws what the engine says. */
export const lookAt = (asked: AskedAddress, signal: AbortSignal) => engine.lookRemote(sourceOf(asked), signal);

/** Opens what an address leads to; a signal that is given up ends what is being fetched. Throws what the engine says. */
export async function openAddress(asked: AskedAddress, signal?: AbortSignal, reading?: Reading): Promise<void> {
  await adoptProduct(await engine.openRemote({ ...sourceOf(asked), ...(reading ? { reading } : {}) }, signal));
}

/** Ends all that is being fetched; open products fetch nothing more until the user lets them go on. */
export async function stopReading(): Promise<void> {
  await engine.stopRemote().catch(sayError);
}

/** Stops the reading of one product, lets it go on, or reads it again as its server has it now. */
export async function actOnRemote({ id }: ProductDetail, action: RemoteAction): Promise<void> {
  try {
    await engine.actOnRemote(id, action);
  } catch (error) {
    if (!isAbort(error)) sayError(error);
  }
}

/**
 * Loads a product of the project that is on the network. Where a part of its address was not kept, or reading over the
 * network is off, that is asked for first.
 */
export async function loadMissing({ key, displayPath, remote }: MissingProduct): Promise<void> {
  if (isAddress(displayPath) && (remote?.hasQuery || !isOn())) askAddress({ address: displayPath });
  else await locateMissing(key, null);
}

/** The same for one of the products that were opened before. */
export async function openRecentProduct({ key, name, displayPath, remote }: RecentProduct): Promise<void> {
  if (remote && isAddress(displayPath) && (remote.hasQuery || !isOn())) askAddress({ address: displayPath });
  else await openRecent(key, name);
}
