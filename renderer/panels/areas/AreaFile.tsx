import { Button, FileButton } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { engine } from '../../api/engine.ts';
import { addArea } from '../../state/areas.ts';
import { say, sayError } from '../../state/messages.ts';

const LARGEST_BYTES = 40 << 20;
const ENDINGS = '.geojson,.json,.geojsonl,.gpkg,.shp,.shx,.dbf,.prj,.cpg,.zip,.fgb,.kml,.gml,application/geo+json';

/** Content of a file as base64. */
function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,?/, ''));
    reader.onerror = () => reject(reader.error ?? new Error(`${file.name} cannot be read.`));
    reader.readAsDataURL(file);
  });
}

/** Draws what is pressed to choose a file. */
type Draws = (props: { readonly onClick: () => void; readonly busy: boolean }) => ReactNode;

/** Loads an area from a file, or from the parts of a shapefile; the engine on this machine reads it. */
export function AreaFile({ onLoaded, children }: { readonly onLoaded?: () => void; readonly children?: Draws }) {
  const [busy, setBusy] = useState(false);
  const load = async (files: readonly File[]) => {
    const main = files.find(({ name }) => /\.shp$/i.test(name)) ?? files[0];
    if (!main) return;
    if (files.reduce((sum, { size }) => sum + size, 0) > LARGEST_BYTES) {
      say({
        kind: 'error',
        text: 'The file is larger than 40 MiB.',
        file: main.name,
        remedy: 'Keep only the polygons that are wanted, or simplify them.',
      });
      return;
    }
    setBusy(true);
    try {
      const contents = files.map(async (file) => ({ name: file.name, base64: await base64Of(file) }));
      const { polygons, notes } = await engine.readArea(await Promise.all(contents));
      addArea(main.name.replace(/\.[^.]*$/, ''), polygons);
      for (const text of notes) say({ kind: 'info', text, file: main.name });
      onLoaded?.();
    } catch (error) {
      sayError(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <FileButton multiple accept={ENDINGS} onChange={(files) => void load(files)}>
      {(props) =>
        children ? (
          children({ ...props, busy })
        ) : (
          <Button {...props} loading={busy} title="GeoJSON, GeoPackage, shapefile (all its parts), FlatGeobuf or KML">
            Load a file
          </Button>
        )
      }
    </FileButton>
  );
}
