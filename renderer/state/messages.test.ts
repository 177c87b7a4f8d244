import { expect, test } from 'vitest';
import { fileBeside, jobErrorText, messageText } from './messages.ts';

test('a file is named beside a sentence that does not name it in full', () => {
  expect(fileBeside('S2A.zip is no zip.', '/data/S2A.zip')).toBe('/data/S2A.zip');
  expect(fileBeside('S2A.zip is no zip.', 'S2A.zip')).toBeNull();
  expect(fileBeside('It failed.', undefined)).toBeNull();
  expect(messageText({ text: 'S2A.zip is no zip.', file: 'S2A.zip', remedy: 'Load it again.' })).toBe(
    'S2A.zip is no zip.\nRemedy: Load it again.',
  );
});

test('the title of a job is not said twice', () => {
  expect(jobErrorText('S2A.zip', 'S2A.zip is no zip.')).toBe('S2A.zip is no zip.');
  expect(jobErrorText('T33UVU: mask 20 m', 'The disk is full.')).toBe('T33UVU: mask 20 m: The disk is full.');
});
