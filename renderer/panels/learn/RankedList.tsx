import { Button } from '@mantine/core';
import { learnEngine } from '../../api/learn-engine.ts';
import type { RankedChip, RankedChips } from '../../api/types.ts';
import { dayOf, tileName } from '../../state/product-name.ts';
import { usePicture } from './use-picture.ts';

/** Why a window was chosen, in words. */
function reasonOf({ reason }: RankedChip): string {
  if (reason.kind === 'uncertain') return `${reason.rank}. uncertain ${reason.uncertainty.toFixed(2)}`;
  if (reason.kind === 'disagrees')
    return `${reason.rank}. differs from ${reason.reference === 'scl' ? 'SCL' : reason.reference} in ${Math.round(100 * reason.share)} %`;
  return reason.kind === 'chance' ? 'at random' : 'chosen';
}

/** Most that the mean of 1 - highest probability of four classes can be. */
const MOST_DOUBT = 0.75;

function Row({ project, chip }: { readonly project: string; readonly chip: RankedChip }) {
  const { product, source, window, uncertainty, disagreement } = chip;
  const { url, failed } = usePicture([project, product.key, window.column, window.row], (signal) =>
    learnEngine.windowPicture(project, source, window, signal),
  );
  const date = dayOf(product.sensingTime) ?? product.name;
  return (
    <li className="ranked">
      <span className="picture">{url ? <img src={url} alt="" /> : failed && <small>no picture</small>}</span>
      <span className="told">
        <span className="ellipsis" title={product.name}>
          {date} <span className="dim">{product.tile ? tileName(product) : ''}</span>
        </span>
        <span>{reasonOf(chip)}</span>
        <span className="doubt" title={`mean of 1 - the highest probability: ${uncertainty.toFixed(3)}`}>
          <i style={{ width: `${Math.min(100, (100 * uncertainty) / MOST_DOUBT)}%` }} />
        </span>
        <small className="dim">
          row {window.row}, column {window.column}
          {disagreement !== null && `, ${Math.round(100 * disagreement)} % differ`}
        </small>
      </span>
    </li>
  );
}

interface Props {
  readonly project: string;
  readonly ranked: RankedChips;
  /** Chips were made of them. */
  readonly isAdded: boolean;
  readonly onAdd: () => void;
  readonly onLabel: () => void;
}

/** The chosen windows with their pictures, and why each was chosen. */
export function RankedList({ project, ranked, isAdded, onAdd, onLabel }: Props) {
  const { chips, candidates } = ranked;
  if (chips.length === 0)
    return (
      <div className="empty">
        <p>
          There is nothing to rank:{' '}
          {candidates === 0
            ? 'no window of these scenes has a computed mask and is no chip yet.'
            : 'nothing was chosen.'}
        </p>
      </div>
    );
  return (
    <section aria-label="Ranked windows">
      <div className="learn-bar">
        <span className="grow" role="status">
          {isAdded ? `${chips.length} chips were added.` : `${chips.length} of ${candidates} windows.`}
        </span>
        {isAdded ? (
          <Button variant="filled" onClick={onLabel}>
            Label them
          </Button>
        ) : (
          <Button variant="filled" onClick={onAdd}>
            Add {chips.length} chips to the project
          </Button>
        )}
      </div>
      <ol className="bare ranked-list">
        {chips.map((chip) => (
          <Row key={`${chip.product.key} ${chip.window.column} ${chip.window.row}`} project={project} chip={chip} />
        ))}
      </ol>
    </section>
  );
}
