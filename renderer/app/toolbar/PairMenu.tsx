import { Menu } from '@mantine/core';
import ChevronDown from 'lucide-react/icons/chevron-down';
import { choosePair } from '../../actions/pairs.ts';
import { datesOf } from '../../state/dates.ts';
import { useActiveProduct, useProducts } from '../../state/queries.ts';
import { type Pair, useUi } from '../../state/ui.ts';

const PAIRS: readonly { id: Pair; name: string }[] = [
  { id: 'image-mask', name: 'Image | mask' },
  { id: 'mask-reference', name: 'Mask | reference' },
  { id: 'model-model', name: 'Model A | model B' },
  { id: 'date-date', name: 'Date | date' },
];

/** Chooses what is swiped or set side by side, while two are shown. */
export function PairMenu() {
  const mode = useUi((ui) => ui.viewMode);
  const pair = useUi((ui) => ui.pair);
  const product = useActiveProduct();
  const { data: products = [] } = useProducts();
  const hasDates = product !== null && datesOf(products, product).length > 1;
  if (mode === 'single') return null;
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <button type="button" className="tool">
          <span className="name pair">{PAIRS.find(({ id }) => id === pair)?.name}</span>
          <ChevronDown size={14} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {PAIRS.map(({ id, name }) => (
          <Menu.Item key={id} disabled={id === 'date-date' && !hasDates} onClick={() => void choosePair(id)}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
