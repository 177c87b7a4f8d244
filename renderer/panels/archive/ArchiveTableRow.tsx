import MapIcon from 'lucide-react/icons/map';
import RotateCcw from 'lucide-react/icons/rotate-ccw';
import { openArchiveProduct, retryArchive } from '../../actions/archive.ts';
import { copyAndSay } from '../../actions/places.ts';
import type { ArchiveRow } from '../../api/types.ts';
import { contextMenu, type MenuGroup } from '../../commands/context-menu.ts';
import { STATE_HINTS, STATE_NAMES, setArchive } from '../../state/archive.ts';
import { tileName } from '../../state/product-name.ts';
import { ToolButton } from '../../widgets/ToolButton.tsx';
import { inWindowWords } from '../../widgets/window-words.ts';

const CLASSES = ['clear', 'cloud', 'semi', 'shadow'] as const;

const canRetry = ({ state }: ArchiveRow) => state === 'failed' || state === 'broken';
const minute = (iso: string) => `${iso.slice(0, 10)} ${iso.slice(11, 16)}`;

/** When and where the last attempt was, as far as its state makes that a question. */
function attemptText({ state, at, host }: ArchiveRow): string | null {
  if (at === null) return null;
  const verb = state === 'running' || state === 'left' ? 'Begun' : 'Ended';
  return `${verb} ${minute(at)} UTC${host ? ` on ${host}` : ''}.`;
}

function Details({ row, columns }: { readonly row: ArchiveRow; readonly columns: number }) {
  const { id, state, reason, remedy, warnings } = row;
  const isBad = state === 'failed' || state === 'broken' || state === 'left';
  return (
    <tr className="season-details">
      <td colSpan={columns}>
        <p className="mono selectable">{id}</p>
        {reason !== null && (
          <p className={isBad ? 'season-error selectable' : 'selectable'}>
            {inWindowWords([reason, remedy].filter(Boolean).join(' '))}
          </p>
        )}
        <p>{[STATE_HINTS[state], attemptText(row)].filter(Boolean).join(' ')}</p>
        {warnings.map((warning) => (
          <p key={warning}>{inWindowWords(warning)}</p>
        ))}
      </td>
    </tr>
  );
}

interface Props {
  readonly handle: string;
  readonly row: ArchiveRow;
  readonly columns: number;
  readonly isSelected: boolean;
}

/** One product of a run; selected, it tells why it stands where it does. */
export function ArchiveTableRow({ handle, row, columns, isSelected }: Props) {
  const { index, id, tile, sensingTime, state, percent, seconds } = row;
  const open = () => void openArchiveProduct(handle, row);
  const retry = () => void retryArchive(handle, state === 'broken', index);
  const menu = (): readonly MenuGroup[] => [
    [
      { label: 'Open the product', run: open },
      { label: 'Copy the name', run: () => void copyAndSay(id) },
    ],
    canRetry(row) ? [{ label: 'Try again', run: retry }] : [],
  ];
  return (
    <>
      <tr
        className="season-row"
        aria-selected={isSelected}
        onClick={() => setArchive({ selected: index })}
        onDoubleClick={open}
        {...contextMenu(id, menu)}
      >
        <td>
          <button
            type="button"
            className="season-open"
            title={`${id}\nDouble click or Enter opens it`}
            aria-label={`${id}, ${isSelected ? 'Enter opens it' : 'Enter selects it'}`}
            aria-expanded={isSelected}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || !isSelected) return;
              event.preventDefault();
              open();
            }}
          >
            {tileName({ tile, name: id })}
          </button>
        </td>
        <td className="nowrap">{sensingTime ? minute(sensingTime) : ''}</td>
        <td className="nowrap">
          <i className={`archive-dot ${state}`} /> {STATE_NAMES[state]}
        </td>
        {CLASSES.map((name) => (
          <td key={name} className="num">
            {percent?.[name]?.toFixed(1) ?? ''}
          </td>
        ))}
        <td className="num">{seconds?.toFixed(1) ?? ''}</td>
        <td className="season-actions">
          {canRetry(row) && <ToolButton small icon={RotateCcw} label={`Try ${id} again`} onClick={retry} />}
          <ToolButton small icon={MapIcon} label={`Open ${id} on the map`} onClick={open} />
        </td>
      </tr>
      {isSelected && <Details row={row} columns={columns} />}
    </>
  );
}
