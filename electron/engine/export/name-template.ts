import { z } from 'zod';

/** What may stand in a template of file names, in braces. */
export const NAME_TOKENS = ['product', 'tile', 'date', 'what', 'grid', 'area', 'model'] as const;
type NameToken = (typeof NAME_TOKENS)[number];
export type NameValues = Readonly<Record<NameToken, string>>;

const TOKEN = /([_\-. ]?)\{([^{}]*)\}/g;
const MOST_CHARACTERS = 180;

/** The first thing in braces that is no token, or null. */
function unknownToken(template: string): string | null {
  for (const [, , token] of template.matchAll(TOKEN)) {
    if (!NAME_TOKENS.some((known) => known === token)) return token!;
  }
  return null;
}

/** A template of file names, such as `{date}_{tile}_{what}`; what a file holds is put at the end where it is not asked for. */
export const nameTemplateSchema = z
  .string()
  .trim()
  .min(1, 'The names are empty.')
  .max(120, 'The names are longer than 120 characters; shorten what stands beside the tokens.')
  .superRefine((template, context) => {
    const token = unknownToken(template);
    const known = NAME_TOKENS.map((one) => `{${one}}`).join(' ');
    const message =
      token !== null
        ? `Names cannot have {${token}}: there are ${known}.`
        : /[{}]/.test(template.replaceAll(TOKEN, ''))
          ? `A brace stands alone in the names: tokens are ${known}.`
          : null;
    if (message !== null) context.addIssue({ code: 'custom', message });
  });

/** The name without its ending. A token without a value goes, with the separator before it. */
export function filledTemplate(template: string, values: NameValues): string {
  const whole = template.includes('{what}') ? template : `${template}_{what}`;
  const filled = whole.replaceAll(TOKEN, (_, separator: string, token: NameToken) =>
    values[token] === '' ? '' : `${separator}${values[token]}`,
  );
  const named = filled.replace(/^[_\-. ]+/, '');
  // What the file holds keeps the files of one export apart, however long the rest is.
  return named.length <= MOST_CHARACTERS
    ? named
    : `${named.slice(0, MOST_CHARACTERS - values.what.length - 1)}_${values.what}`;
}
