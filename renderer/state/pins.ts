import { create } from 'zustand';
import { onGlobe } from '../geo/globe.ts';

export interface Pin {
  readonly id: number;
  readonly lon: number;
  readonly lat: number;
  readonly colour: string;
}

/** Line colours of the spectra (Okabe-Ito without those of the mask's classes, then lighter ones). */
export const PIN_COLOURS = ['#56B4E9', '#E69F00', '#009E73', '#CC79A7', '#B8B8B8', '#A58BE8'] as const;

interface PinsState {
  readonly pins: readonly Pin[];
  readonly selected: number | null;
}

export const usePins = create<PinsState>(() => ({ pins: [], selected: null }));

let nextId = 1;

/** Pins a pixel; the oldest pin gives way when all colours are used. */
export function addPin(lon: number, lat: number): void {
  usePins.setState(({ pins }) => {
    const kept = pins.length < PIN_COLOURS.length ? pins : pins.slice(1);
    const colour = PIN_COLOURS.find((candidate) => kept.every((pin) => pin.colour !== candidate)) ?? PIN_COLOURS[0];
    const pin = { id: nextId++, lon: onGlobe(lon), lat, colour };
    return { pins: [...kept, pin], selected: pin.id };
  });
}

export function removePin(id: number): void {
  usePins.setState(({ pins, selected }) => {
    const rest = pins.filter((pin) => pin.id !== id);
    return { pins: rest, selected: selected === id ? (rest.at(-1)?.id ?? null) : selected };
  });
}

export function clearPins(): void {
  usePins.setState({ pins: [], selected: null });
}
