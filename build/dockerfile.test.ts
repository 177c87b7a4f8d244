import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pythonProgram } from '../electron/test/python-program.ts';

const HADOLINT = pythonProgram('hadolint');

describe('the Dockerfile', () => {
  it.skipIf(HADOLINT === null)('has nothing that hadolint remarks on', () => {
    expect(execFileSync(HADOLINT!, ['build/Dockerfile'], { encoding: 'utf8' })).toBe('');
  });

  it('builds in one stage, runs in another without root, and copies what is there', () => {
    const text = readFileSync('build/Dockerfile', 'utf8');
    expect(text.match(/^FROM /gm)).toHaveLength(2);
    expect(text).toMatch(/^USER (?!0|root)/m);
    expect(text.split(/^FROM /m).at(-1)).not.toContain('npm');
  });
});
