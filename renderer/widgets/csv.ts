/** Cells as CSV (RFC 4180), with a line end after every row. Text that a spreadsheet would take for a formula is marked as text. */
export function csvText(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(cellText).join(',')}\r\n`).join('');
}

function cellText(cell: string | number): string {
  const plain = typeof cell === 'string' && /^[=+@]|^-(?!\d)/.test(cell) ? `'${cell}` : String(cell);
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
