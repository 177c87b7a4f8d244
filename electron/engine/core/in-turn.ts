const last = new Map<string, Promise<unknown>>();

/** Runs work of one name one after the other, in the order of the calls; what fails does not hold up the next. */
export function inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
  const before = last.get(name) ?? Promise.resolve();
  const mine = before.then(work, work);
  last.set(name, mine);
  const forget = (): void => {
    if (last.get(name) === mine) last.delete(name);
  };
  mine.then(forget, forget);
  return mine;
}
