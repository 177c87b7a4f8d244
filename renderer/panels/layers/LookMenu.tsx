import { Popover, SegmentedControl } from '@mantine/core';
import SlidersHorizontal from 'lucide-react/icons/sliders-horizontal';
import { OVERLAY_STYLES, type OverlayLook, type OverlayStyle } from '../../state/scene.ts';
import { OpacityRow } from './OpacityRow.tsx';

/** How an overlay is drawn: style and opacity. */
export function LookMenu({
  label,
  look,
  onChange,
}: {
  readonly label: string;
  readonly look: OverlayLook;
  readonly onChange: (look: OverlayLook) => void;
}) {
  return (
    <Popover position="right-start" withinPortal trapFocus>
      <Popover.Target>
        <button type="button" className="tool icon small" aria-label={`Style of ${label}`}>
          <SlidersHorizontal size={14} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <div className="stack" style={{ width: 220, padding: 6 }}>
          <SegmentedControl
            fullWidth
            aria-label="Style"
            data={OVERLAY_STYLES.map(({ id, name }) => ({ value: id, label: name }))}
            value={look.style}
            onChange={(style) => onChange({ ...look, style: style as OverlayStyle })}
          />
          <OpacityRow value={look.opacity} onChange={(opacity) => onChange({ ...look, opacity })} />
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
