/** Answers by key, each asked for once. */
export interface KeptAnswers<K, T> {
  get(key: K): Promise<T>;
  keys(): Iterable<K>;
  /** Takes an answer, or the asking under way, out; undefined where there is none. */
  take(key: K): Promise<T> | undefined;
}

/**
 * Asks once for each key. An answer is kept, a failure is not; and whoever joined an asking that failed asks anew, since it
 * may have been begun when the network was down.
 */
export function keepAnswers<K, T>(ask: (key: K) => Promise<T>): KeptAnswers<K, T> {
  const answers = new Map<K, Promise<T>>();

  function begin(key: K): Promise<T> {
    const asking = ask(key);
    answers.set(key, asking);
    asking.catch(() => {
      if (answers.get(key) === asking) answers.delete(key);
    });
    return asking;
  }

  return {
    async get(key) {
      const joined = answers.get(key);
      if (!joined) return begin(key);
      return joined.catch(() => answers.get(key) ?? begin(key));
    },
    keys: () => answers.keys(),
    take(key) {
      const answer = answers.get(key);
      answers.delete(key);
      return answer;
    },
  };
}
