import { heading } from './container.ts';
import type { Submission } from './task.ts';

/** A value as YAML, with the submission's heading above. The package is loaded when it is needed: nothing else does. */
export async function yamlText(
  submission: Submission,
  value: unknown,
  options: { readonly aliasDuplicateObjects?: boolean } = {},
): Promise<string> {
  const { Document } = await import('yaml');
  const document = new Document(value, options);
  document.commentBefore = heading(submission);
  return document.toString({ lineWidth: 0 });
}
