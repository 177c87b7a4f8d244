import { accessSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { diskError } from './file-errors.ts';

vi.mock('node:fs', async (original) => ({ ...(await original<typeof import('node:fs')>()), accessSync: vi.fn() }));

/** What Node says where folders are to be made, several at once, on a disk that takes none. */
const unmade = (path: string) => Object.assign(new Error('ENOENT'), { code: 'ENOENT', syscall: 'mkdir', path });

it('says of a folder several levels down what keeps it from being made', () => {
  vi.mocked(accessSync).mockImplementation((path) => {
    throw Object.assign(new Error(), { code: path === '/mnt/archive' ? 'EROFS' : 'ENOENT' });
  });
  const error = diskError(unmade('/mnt/archive/2024/masks'));
  expect(error?.message).toBe('masks cannot be made: /mnt/archive is on a read-only disk.');
  expect(error?.remedy).toBe('Choose a folder on a disk that can be written to.');
});

it('says no more than that it cannot be made where the folder above may be written to', () => {
  vi.mocked(accessSync).mockReturnValue(undefined);
  expect(diskError(unmade('/mnt/archive/2024'))?.message).toBe('2024 cannot be made.');
});
