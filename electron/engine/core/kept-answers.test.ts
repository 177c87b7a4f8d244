import { expect, it } from 'vitest';
import { keepAnswers } from './kept-answers.ts';

/** Askings that the test ends one by one. */
function askings() {
  const ends: { resolve(answer: string): void; reject(error: Error): void }[] = [];
  const answers = keepAnswers((_: string) => new Promise<string>((resolve, reject) => ends.push({ resolve, reject })));
  return { answers, ends };
}

it('asks once for all who ask meanwhile, and keeps the answer', async () => {
  const { answers, ends } = askings();
  const both = [answers.get('a'), answers.get('a')];
  ends[0]!.resolve('yes');
  expect(await Promise.all(both)).toEqual(['yes', 'yes']);
  expect(await answers.get('a')).toBe('yes');
  expect(ends).toHaveLength(1);
  expect([...answers.keys()]).toEqual(['a']);
});

it('asks anew, once, for those who joined an asking that failed', async () => {
  const { answers, ends } = askings();
  const first = answers.get('a');
  const joined = [answers.get('a'), answers.get('a')];
  ends[0]!.reject(new Error('the line was cut'));
  await expect(first).rejects.toThrow('the line was cut');
  await new Promise((resolve) => setTimeout(resolve));
  expect(ends).toHaveLength(2);
  ends[1]!.resolve('yes');
  expect(await Promise.all(joined)).toEqual(['yes', 'yes']);
});

it('keeps no failure, and nothing that was taken out', async () => {
  const { answers, ends } = askings();
  const failed = answers.get('a');
  ends[0]!.reject(new Error('no'));
  await expect(failed).rejects.toThrow('no');
  const again = answers.get('a');
  ends[1]!.resolve('yes');
  expect(await again).toBe('yes');
  expect(await answers.take('a')).toBe('yes');
  expect(answers.take('a')).toBeUndefined();
});
