/** What a folder may be called, made of a project's name: letters of any script, each with its accents as one character. */
export function folderOf(name: string): string {
  return name
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{M}\p{N}_ .-]+/gu, '-')
    .replace(/^[^\p{L}\p{N}]+/u, '')
    .replace(/[. ]+$/, '');
}
