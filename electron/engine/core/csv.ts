/** What a cell of a table may hold; nothing is an empty cell. */
export type CsvCell = string | number | null | undefined;

/**
 * Cells as CSV (RFC 4180), a line end after every row. Text that a spreadsheet would take for a formula gets an apostrophe:
 * names of products and areas are anybody's.
 */
export function csvText(rows: readonly (readonly CsvCell[])[], lineEnd: '\r\n' | '\n' = '\r\n'): string {
  return rows.map((row) => `${row.map(cellText).join(',')}${lineEnd}`).join('');
}

function cellText(cell: CsvCell): string {
  const text = String(cell ?? '');
  const safe = typeof cell === 'string' && /^[=+@\t\r]|^-(?![\d.]+$)/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
