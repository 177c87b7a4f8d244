import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { timeChildren } from './processor-time.ts';

const busy = (milliseconds: number) =>
  promisify(execFile)(process.execPath, [
    '-e',
    `const used = () => process.cpuUsage().user / 1000; const begin = used(); while (used() - begin < ${milliseconds});`,
  ]);

describe.skipIf(process.platform !== 'linux')('timeChildren', () => {
  it('counts what the processors did in child processes, not the time by the clock', async () => {
    const both = await timeChildren(() => Promise.all([busy(150), busy(150)]));
    expect(both.processor).toBeGreaterThan(0.28);
    const idle = await timeChildren(() => promisify(execFile)('sleep', ['0.5']));
    expect(idle.wall).toBeGreaterThan(0.45);
    expect(idle.processor).toBeLessThan(0.2);
  });
});
