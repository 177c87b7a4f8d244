import { MASK_CLASSES } from '../../../electron/engine/contract/classes.ts';

const CODES: ReadonlyMap<string, number> = new Map(MASK_CLASSES.map(({ id, code }) => [id, code]));

export type ParsedMapping = { readonly mapping: { from: number[]; to: number }[] } | { readonly problem: string };

/** Reads lines like `0, 1 = clear`; says in a sentence what is wrong with them. */
export function parseMapping(text: string): ParsedMapping {
  const mapping: { from: number[]; to: number }[] = [];
  const seen = new Set<number>();
  for (const line of text
    .split('\n')
    .map((one) => one.trim())
    .filter((one) => one !== '')) {
    const match = /^([\d\s,]+)=\s*(\w+)$/.exec(line);
    const to = match && CODES.get(match[2]!.toLowerCase());
    if (!match || !to) return { problem: `"${line}" is not of the form "0, 1 = clear".` };
    const from = match[1]!
      .split(/[\s,]+/)
      .filter(Boolean)
      .map(Number);
    const twice = from.find((code) => seen.has(code));
    if (twice !== undefined) return { problem: `Code ${twice} is given twice.` };
    for (const code of from) seen.add(code);
    if (from.length > 0) mapping.push({ from, to });
  }
  return mapping.length > 0 ? { mapping } : { problem: 'At least one code is needed.' };
}
