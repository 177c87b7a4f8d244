import { renderHook } from '@testing-library/react';
import { act } from 'react';
import { afterEach, expect, test } from 'vitest';
import { shown, startHistory } from './history.ts';
import type { Scene } from './scene.ts';
import { activeScene, commitParameters, draftParameters, putScene, useOfScene, useScenes } from './scenes.ts';

const parameters = {
  thresholds: { shadow: 0.5, semi: 0.5, cloud: 0.5 },
  bufferMetres: { shadow: 0, semi: 0, cloud: 0 },
  minAreaSquareMetres: 0,
};

function activate(): void {
  const tuning = startHistory({ parameters, corrections: [], helper: { strokes: [], head: null } });
  putScene('one', { tuning, choice: { pack: 'nephos', grid: 20 }, second: null } as unknown as Scene);
  useScenes.setState({ active: 'one' });
}

afterEach(() => useScenes.setState({ scenes: {}, active: null, dragging: false }));

test('who asks for a part of the scene is rendered again only where that changes', () => {
  activate();
  let rendered = 0;
  const { result } = renderHook(() => {
    rendered++;
    return useOfScene(({ choice, tuning }) => ({ choice, canUndo: tuning.past.length > 0 }));
  });
  act(() => draftParameters({ ...parameters, minAreaSquareMetres: 400 }));
  act(() => draftParameters({ ...parameters, minAreaSquareMetres: 800 }));
  expect(rendered).toBe(1);
  act(() => commitParameters({ ...parameters, minAreaSquareMetres: 800 }));
  expect(rendered).toBe(2);
  expect(result.current).toEqual({ choice: { pack: 'nephos', grid: 20 }, canUndo: true });
});

test('nothing is told without a scene', () => {
  expect(renderHook(() => useOfScene(({ choice }) => choice)).result.current).toBeNull();
});

test('a change is made of what is shown, a draft among it', () => {
  activate();
  draftParameters({ ...parameters, minAreaSquareMetres: 400 });
  commitParameters((before) => ({ ...before, bufferMetres: { ...before.bufferMetres, cloud: 60 } }));
  const { present } = activeScene()!.tuning;
  expect(present.parameters.minAreaSquareMetres).toBe(400);
  expect(shown(activeScene()!.tuning).parameters.bufferMetres.cloud).toBe(60);
});
