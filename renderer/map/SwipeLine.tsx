import ChevronsLeftRight from 'lucide-react/icons/chevrons-left-right';
import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { setUi, useUi } from '../state/ui.ts';
import type { PaneSide } from './overlays.ts';
import { PaneLabel } from './PaneLabel.tsx';
import { useDrawnLabel } from './use-drawn-label.ts';

const STEP = 0.02;
const within = (value: number) => Math.min(1, Math.max(0, value));

/**
 * The line between the two sides of a pair; dragged, or moved by arrow keys.
 *
 * @param right the pane that the right side is of: another one where two dates are compared
 */
export function SwipeLine({ right }: { readonly right: PaneSide }) {
  const twoPanes = right === 'right';
  const labels = [
    useDrawnLabel('left', twoPanes ? 'whole' : 'left'),
    useDrawnLabel(right, twoPanes ? 'whole' : 'right'),
  ];
  const names = labels.map((label) => (label ? `${label.scene}, ${label.layers}` : 'nothing'));
  const swipe = useUi((ui) => ui.swipe);
  const line = useRef<HTMLDivElement>(null);

  const onPointerMove = (event: PointerEvent) => {
    const box = line.current?.parentElement?.getBoundingClientRect();
    if (!box || event.buttons === 0) return;
    setUi({ swipe: within((event.clientX - box.left) / box.width) });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowLeft' ? -STEP : event.key === 'ArrowRight' ? STEP : 0;
    if (step === 0) return;
    event.preventDefault();
    setUi({ swipe: within(swipe + step) });
  };

  return (
    <>
      <PaneLabel side="left" part={twoPanes ? 'whole' : 'left'} corner="left" />
      <PaneLabel side={right} part={twoPanes ? 'whole' : 'right'} corner="right" />
      <div
        ref={line}
        className="swipe"
        style={{ left: `${swipe * 100}%` }}
        role="slider"
        tabIndex={0}
        aria-label={`Swipe line between ${names[0]} and ${names[1]}`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(swipe * 100)}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={onPointerMove}
        onKeyDown={onKeyDown}
      >
        <span className="grip">
          <ChevronsLeftRight size={14} aria-hidden />
        </span>
      </div>
    </>
  );
}
