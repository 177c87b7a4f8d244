import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

/** Debian's chromium brings a Vulkan driver in software and the loader for it. */
const CHROMIUM = '/usr/lib/chromium';
const DRIVER = join(CHROMIUM, 'vk_swiftshader_icd.json');
const SAMPLE = 'build/samples/S2A_MSIL2A_20240506T101031_N0510_R022_T33UVU_20240506T141500.SAFE';

const folder = mkdtempSync(join(tmpdir(), 'nephoscope-workbench-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function startMask(out: string) {
  const args = [
    'dist/cli.mjs',
    'mask',
    SAMPLE,
    '--out',
    join(folder, out),
    '--grid',
    '60',
    '--device',
    'auto',
    '--json',
  ];
  const env = {
    ...process.env,
    NEPHOSCOPE_CACHE: join(folder, 'cache'),
    VK_DRIVER_FILES: DRIVER,
    LD_LIBRARY_PATH: CHROMIUM,
  };
  return spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
}

describe.skipIf(process.platform !== 'linux' || !existsSync(DRIVER))('a device whose trial ended the program', () => {
  it('is passed over by the next program', async () => {
    const note = join(folder, 'cache', 'device-trial');
    const killed = startMask('killed');
    while (!existsSync(note) || readFileSync(note, 'utf8') === '') await new Promise((wait) => setTimeout(wait, 5));
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    expect(readFileSync(note, 'utf8')).toBe(`webgpu ${killed.pid}`);

    const next = startMask('next');
    let text = '';
    for await (const chunk of next.stdout) text += chunk;
    const { device } = JSON.parse(text.trim().split('\n').at(-1)!) as { device: { provider: string; reason: string } };
    expect(device.provider).toBe('cpu');
    expect(device.reason).toContain('The graphics card by WebGPU ended the program when it was tried last');
    expect(readFileSync(note, 'utf8')).toContain('webgpu');
  });
});
