/** A text as one word of the shell. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A text as one word of the shell that somebody types in, that of Windows included. */
export function typed(word: string, platform: NodeJS.Platform = process.platform): string {
  return platform === 'win32' ? `"${word}"` : quoted(word);
}
