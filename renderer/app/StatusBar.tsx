import { useEffect, useState } from 'react';
import { crsName, type Projector, utmProjector } from '../geo/utm.ts';
import { useActiveProduct, useStatus } from '../state/queries.ts';
import { useOfScene } from '../state/scenes.ts';
import { useCursor } from '../state/ui.ts';
import { bytesText, grouped, lonLatText } from '../widgets/format.ts';
import { RemoteStatus } from './RemoteStatus.tsx';
import { ScaleField } from './ScaleField.tsx';

function CursorPlace() {
  const at = useCursor((cursor) => cursor.at);
  const product = useActiveProduct();
  const epsg = product?.epsg ?? null;
  const [project, setProject] = useState<Projector | null>(null);
  useEffect(() => {
    let stale = false;
    setProject(null);
    if (epsg !== null)
      void utmProjector(epsg).then((made) => {
        if (!stale) setProject(() => made);
      });
    return () => {
      stale = true;
    };
  }, [epsg]);
  if (!product) return null;
  const place = at && project?.(at.lon, at.lat);
  return (
    <>
      <span style={{ minWidth: 176 }}>{at ? lonLatText(at.lon, at.lat) : 'Pointer outside the map'}</span>
      <span className="on-grid" style={{ minWidth: 132 }}>
        {place ? `${grouped(place[0])} E ${grouped(place[1])} N` : ''}
      </span>
    </>
  );
}

const PROVIDERS: Readonly<Record<string, string>> = {
  cpu: 'CPU',
  webgpu: 'WebGPU',
  dml: 'DirectML',
  coreml: 'Core ML',
  cuda: 'CUDA',
};

export function StatusBar() {
  const product = useActiveProduct();
  const choice = useOfScene((scene) => scene.choice);
  const { data: status } = useStatus();
  return (
    <footer className="statusbar">
      {product && (
        <>
          <CursorPlace />
          <span>
            <ScaleField />
          </span>
          <span className="mask-grid">{choice ? `Mask grid ${choice.grid} m` : 'No mask'}</span>
          <span className="crs" title={product.epsg === null ? undefined : `EPSG:${product.epsg}`}>
            {crsName(product.epsg)}
          </span>
        </>
      )}
      <span className="grow" />
      <RemoteStatus />
      {status && (
        <>
          <span title={status.device.reason}>
            {status.device.provider
              ? (PROVIDERS[status.device.provider] ?? status.device.provider)
              : 'No inference yet'}
          </span>
          <span title={`Tiles kept on disk: ${bytesText(status.cacheBytes)}`}>
            Engine {bytesText(status.residentBytes)}
          </span>
        </>
      )}
    </footer>
  );
}
