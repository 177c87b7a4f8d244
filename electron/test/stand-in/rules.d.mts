/** See `rules.mjs`. */
export const RULES: Readonly<
  Record<
    string,
    {
      readonly call: string;
      readonly rule: string;
      readonly source: { readonly file: string; readonly words: string | null };
    }
  >
>;
export function lineOf(text: string, words: string): number | null;
