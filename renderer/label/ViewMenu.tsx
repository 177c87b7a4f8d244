import { Menu } from '@mantine/core';
import ChevronDown from 'lucide-react/icons/chevron-down';
import { setLabelTools } from '../state/label/tools.ts';
import type { View, ViewId } from '../state/label/views.ts';

interface Props {
  /** Which pane, from 0. */
  readonly place: number;
  readonly views: readonly View[];
  readonly shown: View | undefined;
}

function choose(place: number, id: ViewId): void {
  setLabelTools(({ views }) => ({ views: views.map((view, index) => (index === place ? id : view)) }));
}

/** What a pane shows, and what else it could. */
export function ViewMenu({ place, views, shown }: Props) {
  const name = shown?.name ?? 'Choose a view';
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <button type="button" className="label-view">
          <span className="visually-hidden">{`View ${place + 1}: `}</span>
          <strong className="ellipsis">{name}</strong> <span>{shown?.note}</span>
          <ChevronDown size={12} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown mah={340} style={{ overflowY: 'auto' }}>
        {views.map(({ id, name: title, note, source }) => (
          <Menu.Item
            key={id}
            disabled={source === null}
            rightSection={<span className="menu-shortcut">{note}</span>}
            onClick={() => choose(place, id)}
          >
            {title}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
