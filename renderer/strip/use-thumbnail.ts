import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { engine } from '../api/engine.ts';
import type { ProductDetail } from '../api/types.ts';
import { createLimiter } from '../state/limiter.ts';

const limited = createLimiter(2);

/**
 * Address of a product's thumbnail; null while there is none.
 *
 * @param isWanted whether it is asked for where it is not there
 */
export function useThumbnail(
  { id, contentKey }: Pick<ProductDetail, 'id' | 'contentKey'>,
  isWanted: boolean,
): string | null {
  const { data } = useQuery({
    queryKey: ['thumbnail', id, contentKey],
    queryFn: ({ signal }) => limited(() => engine.thumbnail(id, signal), signal),
    retry: false,
    enabled: isWanted,
  });
  const [source, setSource] = useState<string | null>(null);
  useEffect(() => {
    if (!data) return;
    const made = URL.createObjectURL(data);
    setSource(made);
    return () => {
      setSource(null);
      URL.revokeObjectURL(made);
    };
  }, [data]);
  return source;
}
