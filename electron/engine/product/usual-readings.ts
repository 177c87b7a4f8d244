import type { ReflectanceReading } from './plausible-reflectance.ts';

/** Readings that people use, tried when one must be advised. */
const USUAL: readonly ReflectanceReading[] = [
  { scale: 1, offset: 0 },
  { scale: 1e-4, offset: -0.1 },
  { scale: 1e-4, offset: 0 },
  { scale: 0.01, offset: 0 },
  { scale: 1 / 65_535, offset: 0 },
  { scale: 1e-3, offset: 0 },
];

/**
 * Advice where reflectances are not plausible: a usual reading that gives plausible ones.
 *
 * @param judged what Earth says to the same stored values read another way
 */
export function readingAdvice(judged: (as: ReflectanceReading) => { readonly verdict: string }): string {
  const better = USUAL.find((usual) => judged(usual).verdict === 'fine');
  const words = better
    ? `; --scale ${Number(better.scale.toPrecision(6))} --offset ${better.offset} gives plausible ones`
    : '';
  return `Give scale and offset, reflectance = value * scale + offset${words}.`;
}
