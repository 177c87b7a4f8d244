import { Skeleton } from '@mantine/core';

/** Stands where rows of a panel or of a dialog will be. */
export function RowsSkeleton() {
  return (
    <div className="skeleton-rows" role="status" aria-label="Loading">
      {['60%', '90%', '80%', '95%', '70%'].map((width) => (
        <Skeleton key={width} height={14} width={width} />
      ))}
    </div>
  );
}
