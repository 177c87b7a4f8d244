import { useEffect } from 'react';
import type { LabelChip } from '../api/types.ts';
import { nextChip } from '../state/label/order.ts';
import { labelProject } from '../state/label/project.ts';
import { sessionOf, useEditor } from '../state/label/sessions.ts';
import { useLabelTools } from '../state/label/tools.ts';
import { imagesOf } from './use-chip-views.ts';
import { fetchPaneImage, type WantedImage } from './use-pane-image.ts';

/** A chip is looked at for as long before the next one is read. */
const AHEAD_MILLISECONDS = 300;

/** Reads pictures one after the other, so that those that are looked at go before them. */
async function fetchOneByOne(images: readonly WantedImage[], isOver: () => boolean): Promise<void> {
  for (const image of images) if (!isOver()) await fetchPaneImage(image);
}

/** Has the chip that comes next in hand, so that accepting one does not have to wait. */
export function useNextChipAhead(chip: LabelChip | null, chips: readonly LabelChip[] | undefined): void {
  const next = chip && chips ? nextChip(chips, chip.id) : null;
  const isReady = useEditor(({ session }) => session?.chip === chip?.id);
  const views = useLabelTools((tools) => tools.views);
  const ownContrast = useLabelTools((tools) => tools.ownContrast);
  const nextId = next?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another revision of the same chip is no other chip
  useEffect(() => {
    const project = labelProject();
    if (!next || !isReady || project === null) return;
    let isOver = false;
    const timer = setTimeout(() => {
      Promise.resolve(sessionOf(project, next)).catch(() => undefined);
      void fetchOneByOne(imagesOf(next, views, ownContrast), () => isOver);
    }, AHEAD_MILLISECONDS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [nextId, isReady, views, ownContrast]);
}
