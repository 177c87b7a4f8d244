import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { engine } from '../../api/engine.ts';
import type { PreviewReading, Reading } from '../../api/types.ts';

const TYPING_MILLISECONDS = 350;

/**
 * What a file would be like read as the fields say, once they rest; what was there before stays until then.
 *
 * @param of null for what is on the network, of which nothing is looked at
 * @param reading null while the fields say nothing of use
 */
export function useReadingPreview(of: Omit<PreviewReading, 'reading'> | null, reading: Reading | null) {
  const [asked] = useDebouncedValue(JSON.stringify(reading), TYPING_MILLISECONDS);
  const isSaid = of !== null && asked !== 'null';
  const query = useQuery({
    queryKey: ['reading-preview', of, asked],
    queryFn: ({ signal }) => engine.previewReading({ ...of, reading: JSON.parse(asked) }, signal),
    enabled: isSaid,
    placeholderData: keepPreviousData,
    retry: false,
    // The file may be written anew while the dialog is closed.
    gcTime: 0,
  });
  const isBehind = isSaid && (query.isFetching || query.isPlaceholderData || asked !== JSON.stringify(reading));
  return { data: query.data, error: query.error, isBehind, isRemote: of === null };
}
