import { Button } from '@mantine/core';
import { sayError } from '../state/messages.ts';
import { reloadWindow } from '../state/reload.ts';
import { useUi } from '../state/ui.ts';

/** Stands in the map's place while the graphics card has lost it, and says what to do where it does not come back. */
export function MapFault() {
  const fault = useUi((ui) => ui.mapFault);
  if (fault === null) return null;
  if (fault === 'lost') {
    return (
      <div className="map-fault" role="status">
        <p>The graphics card has lost the map. It is drawn again in a moment; masks and jobs go on.</p>
      </div>
    );
  }
  return (
    <div className="map-fault" role="alert">
      <p>
        The map cannot be drawn: the graphics card gives the window no place to draw in (WebGL 2). Load the window anew;
        if that does not help, update the graphics driver. Products, masks and jobs stay as they are.
      </p>
      <Button onClick={() => void reloadWindow().catch(sayError)}>Load the window anew</Button>
    </div>
  );
}
