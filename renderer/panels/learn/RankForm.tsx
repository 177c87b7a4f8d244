import { Button, SegmentedControl, Select } from '@mantine/core';
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

/** Out of which scenes, how many, and how they are chosen. */
export function RankForm({ isBusy, onRank }: Props) {
  const { wish, folder } = useLearn();
  const { data: packs = [] } = usePacks();
  const { data: products = [] } = useProducts();
  const networks = packs.map(({ id, name }) => ({ value: id, label: name }));
  const canRank = folder !== null || products.length > 0;
  const choose = async () => {
    const choice = await chooseFolder('products-folder');
    if (choice) setLearn({ folder: choice, ranked: null });
  };
  return (
    <section className="section stack" aria-label="How to choose">
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
      <div className="row">
        <span className="label">Chips</span>
        <span className="learn-number">
          <NumberField
            label="Chips in the batch"
            value={wish.count}
            range={{ min: 1, max: 1000, digits: 0 }}
            step={1}
            onCommit={(count) => changeWish({ count })}
          />
        </span>
      </div>
      <div className="row">
        <span className="label">Of a scene</span>
        <span className="learn-number">
          <NumberField
            label="Chips of one scene at most"
            value={wish.mostPerProduct}
            range={{ min: 1, max: 1000, digits: 0 }}
            step={1}
            onCommit={(mostPerProduct) => changeWish({ mostPerProduct })}
          />
        </span>
        <span className="dim">at most</span>
      </div>
      <div className="row">
        <span className="label">At random</span>
        <span className="learn-number">
          <NumberField
            label="Share at random in percent"
            value={Math.round(100 * wish.chanceShare)}
            range={{ min: 0, max: 100, digits: 0 }}
            step={5}
            unit="%"
            onCommit={(percent) => changeWish({ chanceShare: percent / 100 })}
          />
        </span>
        <span className="dim">for an unbiased accuracy</span>
      </div>
      <div className="row">
        <Button variant="filled" disabled={!canRank} loading={isBusy} onClick={onRank}>
          Rank
        </Button>
        {!canRank && <span className="dim">Open scenes, or choose a folder of products.</span>}
      </div>
    </section>
  );
}
