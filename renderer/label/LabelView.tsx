import { useEffect } from 'react';
import { bringProduct } from '../actions/label/chips.ts';
import type { LabelChip } from '../api/types.ts';
import { OpeningState } from '../map/OpeningState.tsx';
import { showWholeChip } from '../state/label/camera.ts';
import { useIsLabelling, useLabel, useLabelChips } from '../state/label/project.ts';
import { editChip, sendLastEdits } from '../state/label/sessions.ts';
import { useLabelTools } from '../state/label/tools.ts';
import type { View } from '../state/label/views.ts';
import { openProducts } from '../state/queries.ts';
import { ChipPane } from './ChipPane.tsx';
import { DatePanes } from './DatePanes.tsx';
import { followLabels } from './label-canvas.ts';
import { useChipViews, wantedImage } from './use-chip-views.ts';
import { useNextChipAhead } from './use-next-chip.ts';
import { useRoom } from './use-room.ts';
import { ViewMenu } from './ViewMenu.tsx';

/** Why a pane has no picture. */
function missingText(view: View | undefined, isOpen: boolean): string | undefined {
  if (!isOpen) return 'The product of this chip is not open.';
  if (!view) return 'This product has no such view.';
  return view.source === null ? `This product has no such view: ${view.note}.` : undefined;
}

function Panes({ chip }: { readonly chip: LabelChip }) {
  const { views, shown } = useChipViews(chip);
  const ownContrast = useLabelTools((tools) => tools.ownContrast);
  const showsDates = useLabelTools((tools) => tools.showsDates);
  const [first] = shown;
  return (
    <div className="label-panes">
      <div className="label-own">
        {shown.map((view, place) => (
          <ChipPane
            // biome-ignore lint/suspicious/noArrayIndexKey: a pane is known by its place
            key={place}
            name={`View ${place + 1}, ${view?.name ?? 'not chosen'}`}
            chip={chip}
            wanted={view?.source ? wantedImage(chip, view.source, ownContrast) : null}
            place={place}
            head={<ViewMenu place={place} views={views} shown={view} />}
            missing={missingText(view, views.length > 0)}
          />
        ))}
      </div>
      {showsDates && <DatePanes chip={chip} view={first} />}
    </div>
  );
}

/** The chip that is labelled, over the map: four views of the same place, and the clear dates beside it. */
export function LabelView() {
  const isLabelling = useIsLabelling();
  const id = useLabel((state) => state.chip);
  const tool = useLabelTools((tools) => tools.tool);
  const { data: chips } = useLabelChips();
  const chip = (isLabelling && chips?.find((one) => one.id === id)) || null;
  const chipId = chip?.id ?? null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another revision of the same chip is no other chip
  useEffect(() => {
    showWholeChip();
    void editChip(chip);
    // As after a new start, where the project knows the chip and its product is not open.
    if (chip && !openProducts().some(({ key }) => key === chip.product.key)) void bringProduct(chip);
  }, [chipId]);
  useEffect(followLabels, []);
  useEffect(() => {
    window.addEventListener('pagehide', sendLastEdits);
    return () => window.removeEventListener('pagehide', sendLastEdits);
  }, []);
  useNextChipAhead(chip, chips);
  useRoom(chip !== null);
  if (!chip) return null;
  return (
    <section className="label-area" data-tool={tool} aria-label="Chip">
      <Panes chip={chip} />
      <OpeningState />
    </section>
  );
}
