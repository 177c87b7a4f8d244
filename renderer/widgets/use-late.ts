import { useEffect, useState } from 'react';

/** A wait shorter than this is not spoken of, milliseconds: words that flash by cannot be read. */
const LATE_MILLISECONDS = 400;

/** A text once it has stood for a while; null before, and where there is none. */
export function useLate(text: string | null): string | null {
  const [late, setLate] = useState<string | null>(null);
  useEffect(() => {
    const timer = text === null ? undefined : setTimeout(() => setLate(text), LATE_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [text]);
  return text === late ? late : null;
}
