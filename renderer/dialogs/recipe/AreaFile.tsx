import { Button, FileButton } from '@mantine/core';
import { AreaError, readArea } from '../../state/geojson-area.ts';
import { say, sayError } from '../../state/messages.ts';
import { setUi } from '../../state/ui.ts';

const LARGEST_BYTES = 5_000_000;

/** Loads a polygon from a GeoJSON file; it is read in the window and goes nowhere. */
export function AreaFile({ onLoaded }: { readonly onLoaded: () => void }) {
  const load = async (file: File | null) => {
    if (!file) return;
    try {
      if (file.size > LARGEST_BYTES)
        throw new AreaError('The file is larger than 5 MB.', file.name, 'Simplify the polygon.');
      const rings = readArea(await file.text(), file.name);
      setUi({ area: { name: file.name, rings } });
      onLoaded();
    } catch (error) {
      if (error instanceof AreaError)
        say({ kind: 'error', text: error.message, file: error.file, remedy: error.remedy });
      else sayError(error);
    }
  };
  return (
    <FileButton accept=".geojson,.json,application/geo+json" onChange={(file) => void load(file)}>
      {(props) => <Button {...props}>Load GeoJSON</Button>}
    </FileButton>
  );
}
