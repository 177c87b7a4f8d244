import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { ProjectState } from '../api/types.ts';
import { queryClient } from '../state/queries.ts';
import { startTestWindow, type TestWindow } from '../test/window.tsx';
import { adoptProject, newProject, onProject } from './project.ts';

let window: TestWindow;
beforeAll(async () => {
  window = await startTestWindow();
});
afterAll(() => window.close());
afterEach(() => window.clear());

const project = () => queryClient.getQueryData<ProjectState>(['project']);

it('passes over an answer that was overtaken by an event of what came next', async () => {
  await adoptProject();
  const { sequence } = project()!;
  await newProject();
  const done = await window.test.json<ProjectState>('GET', '/api/project');
  expect(done.sequence).toBeGreaterThan(sequence);
  await onProject({ ...done, opening: null });
  await onProject({ ...done, sequence: done.sequence - 1, opening: { done: 0, total: 0 } });
  expect(project()?.opening).toBeNull();
});

it('follows an engine that counts anew', async () => {
  const now = await window.test.json<ProjectState>('GET', '/api/project');
  await onProject({ ...now, sequence: now.sequence + 1000, name: 'of the engine before' });
  await adoptProject();
  expect(project()?.name).toBe(now.name);
});
