import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { createLimiter } from '../../state/limiter.ts';

/** Pictures are drawn from the products' own files: not all at once. */
const limited = createLimiter(2);

/** An address for `<img>` of a picture that the engine draws; null until it is there. */
export function usePicture(
  key: readonly unknown[],
  read: (signal: AbortSignal) => Promise<Blob>,
): { readonly url: string | null; readonly failed: boolean } {
  const { data, isError } = useQuery({
    queryKey: ['label-picture', ...key],
    queryFn: ({ signal }) => limited(() => read(signal), signal),
    gcTime: 300_000,
    retry: false,
  });
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!data) return;
    const made = URL.createObjectURL(data);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [data]);
  return { url, failed: isError };
}
