import { expect, it } from 'vitest';
import { DeviceError, ExportError, ModelPackError, ProductError } from '../core/errors.ts';
import { errorRecord, verdictOf } from './verdict.ts';

const ofTheSystem = Object.assign(new Error('ESTALE'), { code: 'ESTALE', syscall: 'read' });

it.each([
  ['a damaged file', new ProductError('x'), 'broken'],
  ['a network that does not fit', new ModelPackError('x'), 'broken'],
  ['a file that this machine does not see', new ProductError('x', { cause: ofTheSystem }), 'failed'],
  ['a product that was being written', new ProductError('Files of x were changed while they were read (y).'), 'failed'],
  ['a full disk', new ExportError('x'), 'failed'],
  ['a device', new DeviceError('x'), 'failed'],
  ['a defect of the program', new TypeError('x'), 'failed'],
])('takes %s for %#', (_, error, verdict) => {
  expect(verdictOf(error)).toBe(verdict);
});

it.each([
  ['ENOSPC', 'out is on a disk that is full.'],
  ['ESTALE', 'out was lost by its network disk.'],
])('writes down what %s means, whoever met it', (code, message) => {
  const error = Object.assign(new Error(`${code}: ...`), { code, syscall: 'write', path: '/scratch/out' });
  expect(errorRecord(error)).toMatchObject({ message, file: '/scratch/out', remedy: expect.any(String) });
  expect(errorRecord(new TypeError('x is not a function')).message).toBe('unexpected: x is not a function');
});
