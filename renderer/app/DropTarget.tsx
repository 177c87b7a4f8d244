import { useEffect, useState } from 'react';
import { openDropped } from '../actions/project.ts';
import { bridge } from '../api/bridge.ts';

const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;

/** What comes of a drop: a browser keeps to itself where files lie. */
const offer = (): string =>
  bridge.kind === 'desktop'
    ? 'Drop a SAFE folder or a zip to open it'
    : 'A browser does not tell where files lie: open them by File, Open product';

/** Takes a product that is dropped anywhere on the window. */
export function DropTarget() {
  const [over, setOver] = useState(false);
  useEffect(() => {
    let depth = 0;
    const listeners = {
      dragenter: (event: DragEvent) => {
        if (!holdsFiles(event)) return;
        depth++;
        setOver(true);
      },
      dragleave: (event: DragEvent) => {
        if (!holdsFiles(event)) return;
        depth--;
        if (depth <= 0) setOver(false);
      },
      dragover: (event: DragEvent) => {
        if (holdsFiles(event)) event.preventDefault();
      },
      drop: (event: DragEvent) => {
        if (!holdsFiles(event)) return;
        event.preventDefault();
        depth = 0;
        setOver(false);
        void openDropped([...(event.dataTransfer?.files ?? [])]);
      },
    };
    const entries = Object.entries(listeners) as [keyof typeof listeners, (event: DragEvent) => void][];
    for (const [name, listener] of entries) window.addEventListener(name, listener);
    return () => {
      for (const [name, listener] of entries) window.removeEventListener(name, listener);
    };
  }, []);
  return over ? <div className="drop-target">{offer()}</div> : null;
}
