import { Button } from '@mantine/core';
import type { ProductDetail } from '../../api/types.ts';
import { usePacks } from '../../state/queries.ts';
import type { MaskChoice } from '../../state/scene.ts';
import { Notice } from '../../widgets/Notice.tsx';

interface Props {
  readonly product: ProductDetail;
  readonly choice: MaskChoice;
  readonly onChoose: (pack: string) => void;
}

/** Says where the chosen network is not made for the product; of a tuned one the network that it comes from is offered. */
export function OutOfScope({ product, choice, onChoose }: Props) {
  const { data: packs = [] } = usePacks();
  const texts = product.packs.find(({ id }) => id === choice.pack)?.outOfScope ?? [];
  const parentId = packs.find(({ id }) => id === choice.pack)?.tuned?.parent;
  const parent = product.packs.some(({ id }) => id === parentId) ? packs.find(({ id }) => id === parentId) : undefined;
  if (texts.length === 0) return null;
  return (
    <div className="stack" style={{ marginTop: 6 }}>
      {texts.map((text) => (
        <Notice key={text} kind="warning" text={text} />
      ))}
      {parent && (
        <div>
          <Button onClick={() => onChoose(parent.id)}>Use {parent.name}</Button>
        </div>
      )}
    </div>
  );
}
