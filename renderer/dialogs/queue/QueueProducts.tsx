import { Button, Checkbox } from '@mantine/core';
import X from 'lucide-react/icons/x';
import { bridge } from '../../api/bridge.ts';
import { engine } from '../../api/engine.ts';
import type { ListedProduct } from '../../api/types.ts';
import { sayError } from '../../state/messages.ts';
import { dayOf, tileName } from '../../state/product-name.ts';
import { ToolButton } from '../../widgets/ToolButton.tsx';
import { useWaits } from '../../widgets/use-waits.ts';
import { Waiting } from '../../widgets/Waiting.tsx';

/** A product that the queue may work on. */
export interface QueueProduct extends ListedProduct {
  readonly isWanted: boolean;
}

function keptText({ kept, error }: ListedProduct): string {
  if (error) return error.message;
  if (!kept) return '';
  if (kept.corrections === 0) return 'sliders kept';
  return `${kept.corrections} correction${kept.corrections === 1 ? '' : 's'}`;
}

interface RowProps {
  readonly product: QueueProduct;
  readonly onChange: (product: QueueProduct) => void;
  readonly onRemove: () => void;
}

function Row({ product, onChange, onRemove }: RowProps) {
  const { name, about, error, isWanted } = product;
  return (
    <li className="queue-product" title={[name, error?.message, error?.remedy].filter(Boolean).join('\n')}>
      <Checkbox
        size="xs"
        aria-label={name}
        checked={isWanted}
        onChange={(event) => onChange({ ...product, isWanted: event.target.checked })}
      />
      <span className="queue-date">{dayOf(about?.sensingTime ?? null)}</span>
      <span className="queue-name">{about ? `${tileName(about)} ${about.level}` : name}</span>
      <span className={error ? 'queue-note bad' : 'queue-note'}>{keptText(product)}</span>
      <ToolButton small icon={X} label={`Remove ${name}`} onClick={onRemove} />
    </li>
  );
}

interface Props {
  readonly products: readonly QueueProduct[];
  readonly onChange: (change: (products: readonly QueueProduct[]) => readonly QueueProduct[]) => void;
}

/** The products of a queue, listed before anything runs: dates, what is kept of them, what cannot be opened. */
export function QueueProducts({ products, onChange }: Props) {
  const { waits, during } = useWaits();
  const add = async (folder: boolean) => {
    try {
      const choices = await bridge.chooseSeveral(folder ? 'products-folder' : 'product');
      if (choices.length === 0) return;
      const names = choices.map(({ name }) => name).join(', ');
      const handles = choices.map(({ handle }) => handle);
      const found = await during(`Looking for products in ${names}…`, (signal) => engine.listSources(handles, signal));
      if (found === null) return;
      onChange((now) => [
        ...now,
        ...found
          .filter(({ handle }) => !now.some((one) => one.handle === handle))
          .map((one) => ({ ...one, isWanted: true })),
      ]);
      if (found.length === 0) throw new Error(`No Sentinel-2 product was found in ${names}.`);
    } catch (error) {
      sayError(error);
    }
  };
  const wanted = products.filter(({ isWanted }) => isWanted).length;
  return (
    <>
      <span className="label">Products</span>
      <div className="stack">
        <ul className="bare queue-list" aria-label="Products">
          {products.length === 0 && waits.length === 0 && (
            <li className="empty">Add products, or a folder that holds them.</li>
          )}
          {products.map((product) => (
            <Row
              key={product.handle}
              product={product}
              onChange={(changed) =>
                onChange((now) => now.map((one) => (one.handle === changed.handle ? changed : one)))
              }
              onRemove={() => onChange((now) => now.filter(({ handle }) => handle !== product.handle))}
            />
          ))}
          {waits.map(({ id, text, stop }) => (
            <li key={id}>
              <Waiting text={text} onStop={stop} />
            </li>
          ))}
        </ul>
        <div className="value">
          <Button data-autofocus={products.length === 0 || undefined} onClick={() => void add(false)}>
            Add product
          </Button>
          <Button onClick={() => void add(true)}>Add folder</Button>
          {products.length > 0 && <span className="queue-hint">{`${wanted} of ${products.length} chosen`}</span>}
        </div>
      </div>
    </>
  );
}
