import { Button, SegmentedControl, Select } from '@mantine/core';
import type { ComponentProps } from 'react';
import { chooseFolder } from '../../actions/label/choose.ts';
import type { GridMetres } from '../../api/types.ts';
import { changeWish, setLearn, useLearn } from '../../state/label/learn.ts';
import { usePacks, useProducts } from '../../state/queries.ts';
import { GridChoice } from '../../widgets/GridChoice.tsx';
import { NumberField } from '../../widgets/NumberField.tsx';

interface Props {
  readonly isBusy: boolean;
  readonly onRank: () => void;
}

const GRIDS: readonly GridMetres[] = [10, 20, 60];
const BEST = 'best';
const NONE = 'none';

type NumberRowProps = Omit<ComponentProps<typeof NumberField>, 'step'> & {
  readonly name: string;
  readonly note?: string;
  readonly step?: number;
};

function NumberRow({ name, note, step = 1, ...field }: NumberRowProps) {
  return (
    <div className="row">
      <span className="label">{name}</span>
      <span className="learn-number">
        <NumberField step={step} {...field} />
      </span>
      {note !== undefined && <span className="dim">{note}</span>}
    </div>
  );
}

/** The open scenes, or the products of a folder. */
function ScenesRows() {
  const { folder } = useLearn();
  const { data: products = [] } = useProducts();
  const choose = async () => {
    const choice = await chooseFolder('products-folder');
    if (choice) setLearn({ folder: choice, ranked: null });
  };
  return (
    <>
      <div className="row">
        <span className="label">Scenes</span>
        <SegmentedControl
          aria-label="Scenes"
          data={[
            { value: 'open', label: `Open (${products.length})` },
            { value: 'folder', label: 'Folder' },
          ]}
          value={folder ? 'folder' : 'open'}
          onChange={(value) => (value === 'folder' ? void choose() : setLearn({ folder: null, ranked: null }))}
        />
      </div>
      {folder && (
        <div className="row">
          <span className="label" />
          <span className="grow ellipsis mono">{folder.name || '/'}</span>
          <Button onClick={() => void choose()}>Change</Button>
        </div>
      )}
    </>
  );
}

/** Whose masks are looked at, of which grid, and what they are to differ from. */
function MaskRows() {
  const { wish } = useLearn();
  const { data: packs = [] } = usePacks();
  const networks = packs.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <>
      <div className="row">
        <span className="label">Network</span>
        <Select
          className="grow"
          aria-label="Network"
          allowDeselect={false}
          data={[{ value: BEST, label: 'Best for each scene' }, ...networks]}
          value={wish.pack ?? BEST}
          onChange={(value) => changeWish({ pack: value === BEST ? null : value })}
        />
      </div>
      <div className="row">
        <span className="label">Masks of</span>
        <GridChoice
          label="Grid of the masks"
          grids={GRIDS}
          value={wish.grid}
          onChange={(grid) => changeWish({ grid })}
        />
      </div>
      <div className="row">
        <span className="label">Differs from</span>
        <Select
          className="grow"
          aria-label="Differs from"
          allowDeselect={false}
          data={[
            { value: NONE, label: 'Nothing: by doubt alone' },
            { value: 'scl', label: 'Scene classification (SCL)' },
            ...networks.map(({ value, label }) => ({ value, label: `Masks of ${label}` })),
          ]}
          value={wish.reference ?? NONE}
          onChange={(value) => changeWish({ reference: value === NONE ? null : value })}
        />
      </div>
    </>
  );
}

/** How many chips: in all, of one scene, and by chance. */
function CountRows() {
  const { wish } = useLearn();
  return (
    <>
      <NumberRow
        name="Chips"
        label="Chips in the batch"
        value={wish.count}
        range={{ min: 1, max: 1000, digits: 0 }}
        onCommit={(count) => changeWish({ count })}
      />
      <NumberRow
        name="Of a scene"
        label="Chips of one scene at most"
        note="at most"
        value={wish.mostPerProduct}
        range={{ min: 1, max: 1000, digits: 0 }}
        onCommit={(mostPerProduct) => changeWish({ mostPerProduct })}
      />
      <NumberRow
        name="At random"
        label="Share at random in percent"
        note="for an unbiased accuracy"
        value={Math.round(100 * wish.chanceShare)}
        range={{ min: 0, max: 100, digits: 0 }}
        step={5}
        unit="%"
        onCommit={(percent) => changeWish({ chanceShare: percent / 100 })}
      />
    </>
  );
}

/** Out of which scenes, how many, and how they are chosen. */
export function RankForm({ isBusy, onRank }: Props) {
  const { folder } = useLearn();
  const { data: products = [] } = useProducts();
  const canRank = folder !== null || products.length > 0;
  return (
    <section className="section stack" aria-label="How to choose">
      <ScenesRows />
      <MaskRows />
      <CountRows />
      <div className="row">
        <Button variant="filled" disabled={!canRank} loading={isBusy} onClick={onRank}>
          Rank
        </Button>
        {!canRank && <span className="dim">Open scenes, or choose a folder of products.</span>}
      </div>
    </section>
  );
}
