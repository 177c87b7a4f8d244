import { renderHook } from '@testing-library/react';
import type { Map as MapLibreMap } from 'maplibre-gl';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { useKeepProject } from '../app/use-keep-project.ts';
import { takeParts } from '../state/project/keep-parts.ts';
import { startTestWindow, type TestWindow } from '../test/window.tsx';
import { useViewport } from './use-viewport.ts';

let window_: TestWindow;
beforeAll(async () => {
  window_ = await startTestWindow();
});
afterAll(() => window_.close());

/** A map that glides: it is elsewhere by now, and has not said so yet. */
function glidingMap(at: { zoom: number; lon: number; lat: number }): MapLibreMap {
  const bounds = {
    getWest: () => at.lon - 1,
    getEast: () => at.lon + 1,
    getSouth: () => at.lat - 1,
    getNorth: () => at.lat + 1,
  };
  const map = {
    getBounds: () => bounds,
    getZoom: () => at.zoom,
    getCenter: () => ({ lng: at.lon, lat: at.lat }),
    on: () => map,
    off: () => map,
    jumpTo: () => map,
  };
  return map as unknown as MapLibreMap;
}

it('has the view kept where it is when the window goes, also while the map still moves', async () => {
  takeParts(await window_.test.json('GET', '/api/project/parts'));
  const sent: { zoom: number; keepalive: boolean | undefined }[] = [];
  window_.intercept((path, { body, keepalive }) => {
    if (!path.startsWith('/api/project/parts/view')) return undefined;
    sent.push({ zoom: JSON.parse(String(body)).value.camera.zoom, keepalive });
    return Response.json({ revision: 1 });
  });
  const at = { zoom: 9, lon: 13, lat: 52 };
  renderHook(() => {
    useKeepProject();
    useViewport(glidingMap(at));
  });
  at.zoom = 12;
  window.dispatchEvent(new Event('pagehide'));
  expect(sent).toEqual([{ zoom: 12, keepalive: true }]);
});
