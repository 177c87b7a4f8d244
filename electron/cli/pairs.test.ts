import { expect, test } from 'vitest';
import { parsePairs } from './pairs.ts';
import { UsageError } from './terminal.ts';

test('values of named classes, and one bare number for all of them', () => {
  expect(parsePairs('--buffer', ['cloud=60', 'shadow=40'])).toEqual({ cloud: 60, shadow: 40 });
  expect(parsePairs('--buffer', ['cloud=60,shadow=40'])).toEqual({ cloud: 60, shadow: 40 });
  expect(parsePairs('--buffer', ['20', 'cloud=60'])).toEqual({ shadow: 20, semi: 20, cloud: 60 });
  expect(parsePairs('--buffer', undefined)).toEqual({});
});

test.each([['cloud=2,5'], ['0,1'], ['cloud=60', '40']])(
  'a decimal comma never becomes a value of all classes: %s %s',
  (...values) => {
    const read = () => parsePairs('--threshold', values.filter(Boolean));
    expect(read).toThrow(UsageError);
    expect(read).toThrow('names no class');
  },
);
