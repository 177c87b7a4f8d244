import { TextInput } from '@mantine/core';
import { useRef } from 'react';
import type { ExportEstimate, Recipe } from '../../api/types.ts';
import { useAbout } from '../../state/queries.ts';

const SHOWN = 3;

interface Props {
  readonly recipe: Recipe;
  /** What would be written; undefined while nobody knows. */
  readonly files: readonly Pick<ExportEstimate['files'][number], 'name'>[] | undefined;
  readonly onChange: (recipe: Recipe) => void;
}

/** How the files are named, by tokens, with the names that come of it. */
export function NameTemplate({ recipe: { nameTemplate, ...recipe }, files, onChange }: Props) {
  const tokens = useAbout().data?.nameTokens ?? [];
  const field = useRef<HTMLInputElement>(null);
  const change = (template: string) => onChange(template === '' ? recipe : { ...recipe, nameTemplate: template });
  const insert = (token: string) => {
    const now = nameTemplate ?? '';
    const at = field.current?.selectionStart ?? now.length;
    change(`${now.slice(0, at)}{${token}}${now.slice(at)}`);
    field.current?.focus();
  };
  return (
    <>
      <span className="label">Names</span>
      <div className="stack">
        <TextInput
          ref={field}
          aria-label="Names of the files"
          placeholder="{product}_{area}_{what}_{grid}"
          maxLength={120}
          value={nameTemplate ?? ''}
          onChange={(event) => change(event.target.value)}
        />
        <fieldset className="bare bands" aria-label="Put into the names">
          {tokens.map((token) => (
            <button key={token} type="button" className="chip" onClick={() => insert(token)}>
              {token}
            </button>
          ))}
        </fieldset>
        <ul className="bare mono name-preview" aria-label="Files">
          {files?.slice(0, SHOWN).map(({ name }) => (
            <li key={name}>{name}</li>
          ))}
          {files && files.length > SHOWN && <li>and {files.length - SHOWN} more</li>}
        </ul>
      </div>
    </>
  );
}
