import { type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { fittingView, type MapView, moved, type Position, type Size, zoomed } from './map-geometry.ts';

const WHEEL = 0.0015;
/** A press that moves less is a click. */
const CLICK_PIXELS = 4;
export const STEP = 1.6;

interface ShownMap {
  readonly element: RefObject<SVGSVGElement | null>;
  readonly size: Size;
  readonly view: MapView;
  readonly isFitted: boolean;
  /** Whether the press that ends now was a drag, so that its click means nothing. */
  wasDragged(): boolean;
  zoom(factor: number): void;
  showAll(): void;
  readonly pointer: {
    onPointerDown(event: PointerEvent): void;
    onPointerMove(event: PointerEvent): void;
    onPointerUp(event: PointerEvent): void;
  };
}

/** The size of a map on the screen and what it shows: everything, until it is moved or zoomed. */
export function useMapView(rings: readonly (readonly Position[])[]): ShownMap {
  const element = useRef<SVGSVGElement>(null);
  const [size, setSize] = useState<Size>({ width: 400, height: 280 });
  const [chosen, setChosen] = useState<MapView | null>(null);
  const drag = useRef({ isDown: false, isDrag: false, x: 0, y: 0 });
  const view = chosen ?? fittingView(rings, size);
  const now = useRef({ view, size });
  now.current = { view, size };
  useEffect(() => {
    const map = element.current;
    if (!map) return;
    const observer = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = map;
      if (width > 0 && height > 0) setSize({ width, height });
    });
    observer.observe(map);
    // React's own listener cannot keep the page from scrolling.
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const { left, top } = map.getBoundingClientRect();
      const at = [event.clientX - left, event.clientY - top] as const;
      setChosen(zoomed(now.current.view, Math.exp(-event.deltaY * WHEEL), at, now.current.size));
    };
    map.addEventListener('wheel', onWheel, { passive: false });
    return () => {
      observer.disconnect();
      map.removeEventListener('wheel', onWheel);
    };
  }, []);
  return {
    element,
    size,
    view,
    isFitted: chosen === null,
    wasDragged: () => drag.current.isDrag,
    zoom: (factor) => setChosen(zoomed(view, factor, [size.width / 2, size.height / 2], size)),
    showAll: () => setChosen(null),
    pointer: {
      onPointerDown: ({ clientX: x, clientY: y, button }) => {
        drag.current = { isDown: button === 0, isDrag: false, x, y };
      },
      onPointerMove: ({ clientX: x, clientY: y, pointerId }) => {
        const held = drag.current;
        if (!held.isDown) return;
        if (!held.isDrag && Math.hypot(x - held.x, y - held.y) < CLICK_PIXELS) return;
        if (!held.isDrag) element.current?.setPointerCapture(pointerId);
        setChosen(moved(now.current.view, x - held.x, y - held.y));
        drag.current = { isDown: true, isDrag: true, x, y };
      },
      onPointerUp: () => {
        drag.current = { ...drag.current, isDown: false };
      },
    },
  };
}
