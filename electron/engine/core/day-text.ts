/** In British English as systems know it September alone has four letters, and stands out of columns. */
const inThreeLetters = (text: string): string => text.replace('Sept', 'Sep');

/** `6 May 2024`, in UTC. */
export function shortDay(date: Date): string {
  const parts = { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' } as const;
  return inThreeLetters(date.toLocaleDateString('en-GB', parts));
}

/** `6 May`, in UTC. */
export function dayAndMonth(date: Date): string {
  return inThreeLetters(date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' }));
}

/** `May` of 4: months count from 0. */
export function shortMonth(month: number): string {
  const date = new Date(Date.UTC(2000, month));
  return inThreeLetters(date.toLocaleDateString('en-GB', { month: 'short', timeZone: 'UTC' }));
}
