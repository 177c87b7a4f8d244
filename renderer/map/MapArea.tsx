import Maximize from 'lucide-react/icons/maximize';
import Minus from 'lucide-react/icons/minus';
import Plus from 'lucide-react/icons/plus';
import { runCommand } from '../commands/registry.ts';
import { useActiveProduct, useReferences } from '../state/queries.ts';
import { useActiveScene } from '../state/scenes.ts';
import { useUi } from '../state/ui.ts';
import { ToolButton } from '../widgets/ToolButton.tsx';
import { Attribution } from './Attribution.tsx';
import { MapFault } from './MapFault.tsx';
import { MapPane } from './MapPane.tsx';
import { MapState } from './MapState.tsx';
import { pairNames } from './overlays.ts';
import { ScaleBar } from './ScaleBar.tsx';
import { SunArrow } from './SunArrow.tsx';
import { SwipeLine } from './SwipeLine.tsx';

/** The map with what stands on it. */
export default function MapArea() {
  const mode = useUi((ui) => ui.viewMode);
  const pair = useUi((ui) => ui.pair);
  const tool = useUi((ui) => ui.tool);
  const isAiming = tool === 'inspect' || tool === 'brush';
  const product = useActiveProduct();
  const scene = useActiveScene();
  const { data: references } = useReferences(product?.id ?? null);
  const reference = references?.find(({ id }) => id === scene?.reference.id)?.name ?? null;
  const names = scene && mode !== 'single' ? pairNames(pair, scene, reference) : null;
  return (
    <div className={`map-area${isAiming ? ' aim' : ''}`}>
      <MapPane side="left" name={mode === 'side' ? (names?.[0] ?? null) : null} />
      {mode === 'side' && <MapPane side="right" name={names?.[1] ?? null} />}
      {mode === 'swipe' && names && <SwipeLine names={names} />}
      {isAiming && <div className="crosshair" aria-hidden />}
      <MapFault />
      <MapState />
      <SunArrow sun={product?.sun ?? null} />
      <Attribution />
      <ScaleBar />
      <fieldset className="bare map-tools" aria-label="Zoom">
        <ToolButton icon={Plus} label="Zoom in" hint="+" onClick={() => runCommand('zoom-in')} />
        <ToolButton icon={Minus} label="Zoom out" hint="-" onClick={() => runCommand('zoom-out')} />
        <ToolButton icon={Maximize} label="Whole scene" hint="F" onClick={() => runCommand('fit')} />
      </fieldset>
    </div>
  );
}
