import { Button } from '@mantine/core';
import { bringProduct, locateProduct, useMissingProduct } from '../actions/label/chips.ts';
import type { LabelChip } from '../api/types.ts';
import { useLabel, useLabelChips } from '../state/label/project.ts';
import { ErrorNotice, Notice } from '../widgets/Notice.tsx';

/** Says that the product of a chip is not where it was, and asks where it is now. */
export function MissingProduct({ chip }: { readonly chip: LabelChip }) {
  const missing = useMissingProduct();
  if (missing.chip !== chip.id) return null;
  return (
    <div className="stack missing-product">
      {missing.error === null ? (
        <Notice kind="info" text="Opening the product of this chip was given up." />
      ) : (
        <ErrorNotice error={missing.error} />
      )}
      <div className="label-buttons">
        <Button variant="filled" onClick={() => void locateProduct(chip)}>
          Point to the product
        </Button>
        <Button onClick={() => void bringProduct(chip)}>Try again</Button>
      </div>
    </div>
  );
}

/** The same for the chip in hand where no product is open, so that its panes have no place to say it. */
export function MissingProductAtStart() {
  const id = useLabel((state) => state.chip);
  const { data: chips } = useLabelChips();
  const chip = chips?.find((one) => one.id === id);
  return chip ? <MissingProduct chip={chip} /> : null;
}
