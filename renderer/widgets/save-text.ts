/** Lets the user keep text as a file, as browsers keep downloads. */
export function saveText(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has begun by the next turn; the address is of no use then.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
