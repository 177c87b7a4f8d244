import { type ReactNode, useEffect, useRef } from 'react';
import type { LabelChip } from '../api/types.ts';
import { mainPane, useLabelCamera } from '../state/label/camera.ts';
import { onDraw, requestDraw } from './draw-loop.ts';
import { followPointer } from './pane-input.ts';
import { paintPane } from './pane-painter.ts';
import { useChipCursor } from './use-chip-cursor.ts';
import { usePaneImage, type WantedImage } from './use-pane-image.ts';

interface Props {
  /** How the pane is called, also by screen readers. */
  readonly name: string;
  readonly chip: LabelChip;
  /** Null where there is no such picture. */
  readonly wanted: WantedImage | null;
  /** From 0; null for another date, which is looked at only. */
  readonly place: number | null;
  /** Stands in the corner. */
  readonly head: ReactNode;
  /** Said where there is no picture. */
  readonly missing?: string | undefined;
}

/** One picture of a chip with the labels over it; all panes look at the same place. */
export function ChipPane({ name, chip, wanted, place, head, missing }: Props) {
  const isOwnDate = place !== null;
  const canvas = useRef<HTMLCanvasElement>(null);
  const { data, error, isFetching } = usePaneImage(wanted);
  const image = data ?? null;
  const showPlace = useChipCursor(chip);
  const { width, height } = chip.window;
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const size = { width, height };
    if (place === 0) mainPane.rgba = image?.rgba ?? null;
    const stops = [
      onDraw(() => paintPane(element, { image, chip: size, isOwnDate, hasFocus: document.activeElement === element })),
      useLabelCamera.subscribe(requestDraw),
      followPointer(element, { chip: size, isOwnDate, rgba: () => image?.rgba ?? null, showPlace }),
    ];
    const watch = new ResizeObserver(() => {
      if (place === 0) mainPane.size = { width: element.clientWidth, height: element.clientHeight };
      requestDraw();
    });
    watch.observe(element);
    return () => {
      watch.disconnect();
      for (const stop of stops) stop();
    };
  }, [image, width, height, place, isOwnDate, showPlace]);
  const said = error instanceof Error ? error.message : missing;
  return (
    <section className="label-pane" aria-label={name}>
      <canvas
        ref={canvas}
        tabIndex={isOwnDate ? 0 : -1}
        role="img"
        aria-label={isOwnDate ? `${name}: arrow keys move, X uses the tool in the middle` : name}
        onFocus={requestDraw}
        onBlur={requestDraw}
      />
      <div className="label-pane-head">{head}</div>
      {!image && (said || isFetching) && (
        <p className="label-pane-state" role="status">
          {said ?? 'Reading the picture'}
        </p>
      )}
    </section>
  );
}
