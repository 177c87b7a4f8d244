import { addProtocol } from 'maplibre-gl';
import { create } from 'zustand';
import { serviceName } from '../state/background.ts';
import { say } from '../state/messages.ts';
import { emptyTile } from './image-protocol.ts';
import { createOnlineTiles } from './online-tiles.ts';

const SCHEME = 'background';

/** Counts up whenever the service of the background map can be reached again. */
export const useBackgroundReturns = create<{ readonly count: number }>(() => ({ count: 0 }));
const returned = () => useBackgroundReturns.setState(({ count }) => ({ count: count + 1 }));

/** Address of the tiles for the map, from that of the service. */
export const backgroundTiles = (template: string) => `${SCHEME}://${template}`;

/** An image of another origin, without cookies; the service learns the window's origin, as its terms ask, not more. */
function fetchImage(url: string, signal: AbortSignal): Promise<ImageBitmap> {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.crossOrigin = 'anonymous';
    image.referrerPolicy = 'origin';
    image.onload = () => resolve(createImageBitmap(image));
    image.onerror = () => reject(new Error(`${url} could not be loaded.`));
    signal.addEventListener('abort', () => {
      image.src = '';
      reject(signal.reason);
    });
    image.src = url;
  });
}

function sayLost(url: string): void {
  say({
    kind: 'warning',
    text: `The background map cannot be loaded from ${serviceName(url)}.`,
    remedy:
      'Check the network connection, or switch the map off: View, Background map. Images and masks do not need it.',
  });
}

/** Lets the map take the tiles of a background map from a service on the internet, which may be away. */
export function addBackgroundProtocol(): void {
  const tiles = createOnlineTiles({ fetchTile: fetchImage, onLost: sayLost, onBack: returned });
  window.addEventListener('online', () => {
    tiles.wake();
    returned();
  });
  addProtocol(SCHEME, async ({ url }, abort) => ({
    data: (await tiles.load(url.slice(`${SCHEME}://`.length), abort.signal)) ?? (await emptyTile()),
  }));
}
