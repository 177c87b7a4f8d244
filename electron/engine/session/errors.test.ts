import { writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { errorBody } from './errors.ts';

const show = (text: string) => text;

it.runIf(process.platform === 'linux')('says of a full disk what to do, and asks for no report', async () => {
  const error = await writeFile('/dev/full', 'x').catch((cause: unknown) =>
    Object.assign(cause as Error, { path: '/a/b' }),
  );
  expect(errorBody(error, { show }).error).toEqual({
    name: 'ExportError',
    message: 'b is on a disk that is full.',
    file: '/a/b',
    remedy: 'Free some space or choose another folder.',
  });
  expect(errorBody(new TypeError('x is undefined'), { show }).error.message).toBe('Unexpected: x is undefined');
});
