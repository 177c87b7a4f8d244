import File from 'lucide-react/icons/file';
import Folder from 'lucide-react/icons/folder';
import Satellite from 'lucide-react/icons/satellite';
import type { KeyboardEvent, MouseEvent } from 'react';
import { bytesText } from '../../widgets/format.ts';
import { nameFacts } from './name-facts.ts';
import type { Entry } from './wanted.ts';

const ICONS = { folder: Folder, product: Satellite, file: File };
const STEPS: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at, count) => Math.min(at + 1, count - 1),
  ArrowUp: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_at, count) => count - 1,
};

/** Moves the focus along the entries that can be chosen. */
function step(event: KeyboardEvent<HTMLElement>): void {
  const next = STEPS[event.key];
  if (!next) return;
  const options = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('[role=option]:not(:disabled)')];
  const focused = options.find((option) => option.matches(':focus'));
  const at = focused ? options.indexOf(focused) : -1;
  event.preventDefault();
  options[next(at, options.length)]?.focus();
}

interface Props {
  readonly entries: readonly Entry[];
  readonly selected: readonly string[];
  readonly isSeveral: boolean;
  readonly isOffered: (entry: Entry) => boolean;
  readonly onSelect: (entry: Entry, event: MouseEvent) => void;
  readonly onOpen: (entry: Entry) => void;
}

/** Names with what they tell of products; one click selects, two or Enter open. */
export function FileList({ entries, selected, isSeveral, isOffered, onSelect, onOpen }: Props) {
  return (
    <div
      className="file-rows"
      role="listbox"
      tabIndex={-1}
      aria-label="Files"
      aria-multiselectable={isSeveral}
      onKeyDown={step}
    >
      {entries.map((entry) => {
        const Icon = ICONS[entry.kind];
        const { day, tile, level } = nameFacts(entry.kind === 'product' ? entry.name : '');
        return (
          <button
            key={entry.name}
            type="button"
            role="option"
            title={entry.name}
            aria-selected={selected.includes(entry.name)}
            disabled={!isOffered(entry)}
            onClick={(event) => onSelect(entry, event)}
            onDoubleClick={() => onOpen(entry)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              event.preventDefault();
              onOpen(entry);
            }}
          >
            <Icon size={16} aria-label={entry.kind} />
            <span className="name">{entry.name}</span>
            <span>{day}</span>
            <span>{tile}</span>
            <span>{level}</span>
            <span className="size">{entry.bytes === null ? '' : bytesText(entry.bytes)}</span>
          </button>
        );
      })}
    </div>
  );
}
