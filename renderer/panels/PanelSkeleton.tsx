import { Skeleton } from '@mantine/core';

/** Stands where rows of a panel will be. */
export function PanelSkeleton() {
  return (
    <div className="skeleton-rows">
      {['60%', '90%', '80%', '95%', '70%'].map((width) => (
        <Skeleton key={width} height={14} width={width} />
      ))}
    </div>
  );
}
