import { Button } from '@mantine/core';
import { stopOpening } from '../state/opening.ts';
import { useUi } from '../state/ui.ts';

/** What is being opened, with a way to give it up; nothing where nothing is. */
export function OpeningState() {
  const opening = useUi((ui) => ui.opening);
  if (!opening) return null;
  return (
    <div className="map-state">
      {`Opening ${opening}…`}
      <Button size="compact-xs" onClick={stopOpening}>
        Cancel
      </Button>
    </div>
  );
}
