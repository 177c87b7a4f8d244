import { type Map as MapLibreMap, Marker } from 'maplibre-gl';
import { useEffect } from 'react';
import { addPin, usePins } from '../state/pins.ts';
import { useUi } from '../state/ui.ts';

/** Pins pixels with the inspect tool and shows the pins. */
export function usePinMarks(map: MapLibreMap | null): void {
  const inspecting = useUi((ui) => ui.tool === 'inspect');
  const pins = usePins((state) => state.pins);

  useEffect(() => {
    if (!map || !inspecting) return;
    const pin = ({ lngLat }: { lngLat: { lng: number; lat: number } }) => addPin(lngLat.lng, lngLat.lat);
    map.on('click', pin);
    return () => {
      map.off('click', pin);
    };
  }, [map, inspecting]);

  useEffect(() => {
    if (!map) return;
    const marks = pins.map((pin, index) => {
      const element = document.createElement('div');
      element.className = 'pin-mark';
      element.style.setProperty('--pin', pin.colour);
      element.textContent = String(index + 1);
      return new Marker({ element }).setLngLat([pin.lon, pin.lat]).addTo(map);
    });
    return () => {
      for (const mark of marks) mark.remove();
    };
  }, [map, pins]);
}
