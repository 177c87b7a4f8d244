import Maximize from 'lucide-react/icons/maximize';
import Minus from 'lucide-react/icons/minus';
import Plus from 'lucide-react/icons/plus';
import { runCommand } from '../commands/registry.ts';
import { useActiveProduct } from '../state/queries.ts';
import { useUi } from '../state/ui.ts';
import { ToolButton } from '../widgets/ToolButton.tsx';
import { Attribution } from './Attribution.tsx';
import { Legend } from './Legend.tsx';
import { MapFault } from './MapFault.tsx';
import { type MapCalls, MapPane } from './MapPane.tsx';
import { MapState } from './MapState.tsx';
import { MeasureBar } from './MeasureBar.tsx';
import { comparesDates } from './overlays.ts';
import { PaneLabel } from './PaneLabel.tsx';
import { ScaleBar } from './ScaleBar.tsx';
import { SunArrow } from './SunArrow.tsx';
import { SwipeLine } from './SwipeLine.tsx';

/** The map with what stands on it. */
export default function MapArea({ calls }: { readonly calls: MapCalls }) {
  const mode = useUi((ui) => ui.viewMode);
  const twoDates = useUi(comparesDates);
  const swipe = useUi((ui) => ui.swipe);
  const tool = useUi((ui) => ui.tool);
  const isAiming = ['inspect', 'brush', 'helper', 'measure', 'draw', 'patch'].includes(tool);
  const product = useActiveProduct();
  const twoPanes = mode === 'side' || (mode === 'swipe' && twoDates);
  return (
    <div className={`map-area${isAiming ? ' aim' : ''}`}>
      <div className="map-column">
        <MapPane side="left" name={twoPanes ? 'Left map' : null} calls={calls} />
        {mode !== 'swipe' && <PaneLabel side="left" part="whole" corner="left" />}
      </div>
      {twoPanes && (
        <div className={mode === 'swipe' ? 'map-column over' : 'map-column'}>
          <MapPane side="right" name="Right map" calls={calls} {...(mode === 'swipe' ? { from: swipe } : {})} />
          {mode === 'side' && <PaneLabel side="right" part="whole" corner="left" />}
        </div>
      )}
      {mode === 'swipe' && <SwipeLine right={twoDates ? 'right' : 'left'} />}
      {isAiming && <div className="crosshair" aria-hidden />}
      <MapFault />
      <MapState />
      <SunArrow sun={product?.sun ?? null} />
      <Attribution />
      <Legend />
      <MeasureBar />
      <ScaleBar />
      <fieldset className="bare map-tools" aria-label="Zoom">
        <ToolButton icon={Plus} label="Zoom in" hint="+" onClick={() => runCommand('zoom-in')} />
        <ToolButton icon={Minus} label="Zoom out" hint="-" onClick={() => runCommand('zoom-out')} />
        <ToolButton icon={Maximize} label="Whole scene" hint="F" onClick={() => runCommand('fit')} />
      </fieldset>
    </div>
  );
}
