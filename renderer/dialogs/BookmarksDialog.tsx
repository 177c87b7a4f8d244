import { Button, TextInput } from '@mantine/core';
import Pencil from 'lucide-react/icons/pencil';
import Trash2 from 'lucide-react/icons/trash-2';
import { useState } from 'react';
import { bookmarkView, goToBookmark } from '../actions/places.ts';
import { scaleDenominator } from '../geo/mercator.ts';
import {
  type Bookmark,
  removeBookmark,
  renameBookmark,
  undoBookmarks,
  useBookmarkList,
  useBookmarks,
} from '../state/bookmarks.ts';
import { closeDialog } from '../state/ui.ts';
import { lonLatText, scaleText } from '../widgets/format.ts';
import { ToolButton } from '../widgets/ToolButton.tsx';
import { Dialog } from './Dialog.tsx';

function Row({ bookmark, isFirst }: { readonly bookmark: Bookmark; readonly isFirst: boolean }) {
  const { id, name, center, zoom } = bookmark;
  const [text, setText] = useState<string | null>(null);
  const go = () => {
    goToBookmark(bookmark);
    closeDialog();
  };
  const rename = () => {
    if (text !== null) renameBookmark(id, text);
    setText(null);
  };
  return (
    <li className="bookmark">
      {text === null ? (
        <button
          type="button"
          className="bookmark-go"
          data-autofocus={isFirst || undefined}
          onClick={go}
          title={`Go to ${name}`}
        >
          <span className="name">{name}</span>
          <span className="dim">
            {lonLatText(center[0], center[1])}, {scaleText(scaleDenominator(zoom, center[1]))}
          </span>
        </button>
      ) : (
        <TextInput
          aria-label={`New name of ${name}`}
          className="grow"
          autoFocus
          value={text}
          onFocus={(event) => event.currentTarget.select()}
          onChange={(event) => setText(event.currentTarget.value)}
          onBlur={rename}
          onKeyDown={(event) => {
            if (event.key === 'Enter') rename();
            if (event.key !== 'Escape') return;
            // The dialog stays.
            event.stopPropagation();
            setText(null);
          }}
        />
      )}
      <ToolButton small icon={Pencil} label={`Rename ${name}`} onClick={() => setText(name)} />
      <ToolButton small icon={Trash2} label={`Remove ${name}`} onClick={() => removeBookmark(id)} />
    </li>
  );
}

/** The named views of the project: going there, renaming, removing with a way back. */
export default function BookmarksDialog() {
  const list = useBookmarkList();
  const canUndo = useBookmarks(({ history }) => history.past.length > 0);
  return (
    <Dialog
      title="Bookmarks"
      size={520}
      foot={
        <>
          <Button disabled={!canUndo} onClick={undoBookmarks}>
            Undo
          </Button>
          <span className="grow" />
          <Button data-autofocus={list.length === 0 || undefined} onClick={() => bookmarkView()}>
            Add this view
          </Button>
          <Button variant="filled" onClick={closeDialog}>
            Close
          </Button>
        </>
      }
    >
      {list.length === 0 && (
        <p className="dim">No bookmarks yet. "Add this view" keeps where the map looks, in the project.</p>
      )}
      <ul className="bare" aria-label="Bookmarks">
        {list.map((bookmark, index) => (
          <Row key={bookmark.id} bookmark={bookmark} isFirst={index === 0} />
        ))}
      </ul>
    </Dialog>
  );
}
