import { Button, Skeleton } from '@mantine/core';
import { useState } from 'react';
import { type FileQuestion, grantFile, useFileQuestion } from '../api/bridge.ts';
import { sayError } from '../state/messages.ts';
import { ErrorNotice } from '../widgets/Notice.tsx';
import { Waiting } from '../widgets/Waiting.tsx';
import { Dialog } from './Dialog.tsx';
import { FileList } from './files/FileList.tsx';
import { PathRow } from './files/PathRow.tsx';
import { joined, useFolder } from './files/use-folder.ts';
import { type Entry, WANTED } from './files/wanted.ts';

/** The file list of the browser shell: only what lies inside the folder that the engine was started with. */
export default function FileDialog() {
  const question = useFileQuestion((state) => state.question);
  return question && <FileQuestionDialog key={question.id} question={question} />;
}

function FileQuestionDialog({ question }: { readonly question: FileQuestion }) {
  const wanted = WANTED[question.purpose];
  const place = useFolder(question.purpose);
  const { folder, filesSelected, folderSelected } = place;
  const [isGranting, setGranting] = useState(false);

  const grant = async (paths: readonly string[]) => {
    if (isGranting) return;
    setGranting(true);
    try {
      const names = paths.map((path) => `/${path}`).join(', ');
      const choices = await place.during(`Looking at ${names}…`, (signal) =>
        Promise.all(paths.map((path) => grantFile(path, signal))),
      );
      if (choices === null) return setGranting(false);
      place.remember();
      question.answer(choices);
    } catch (cause) {
      sayError(cause);
      setGranting(false);
    }
  };
  const open = (entry: Entry) => {
    if (entry.kind === 'folder') return place.enter(joined(folder, entry.name));
    if (!wanted.fits(entry)) return;
    const names = place.selected.includes(entry.name) ? filesSelected : [entry.name];
    void grant(names.map((name) => joined(folder, name)));
  };
  const target = folderSelected ? joined(folder, folderSelected.name) : folder;
  const confirm = () => {
    if (wanted.folder) return void grant([target]);
    if (filesSelected.length === 0) return place.enter(target);
    void grant(filesSelected.map((name) => joined(folder, name)));
  };
  const chosen = filesSelected.length > 1 ? `${filesSelected.length} chosen` : (filesSelected[0] ?? 'Nothing chosen');
  const isChosen = wanted.folder || filesSelected.length > 0 || folderSelected !== undefined;
  return (
    <Dialog
      title={wanted.title}
      size={1060}
      onClose={() => question.answer([])}
      foot={
        <>
          {place.waiting === null && <span className="grow ellipsis">{wanted.folder ? `/${target}` : chosen}</span>}
          <Waiting text={place.waiting} onStop={place.stop} />
          <Button onClick={() => question.answer([])}>Cancel</Button>
          <Button variant="filled" disabled={isGranting || !place.isListed || !isChosen} onClick={confirm}>
            {wanted.folder ? 'Choose this folder' : 'Open'}
          </Button>
        </>
      }
    >
      <PathRow
        folder={folder}
        onGo={(path) => void place.go(path)}
        filter={place.filter}
        onFilter={place.setFilter}
        onMake={wanted.forWriting ? place.make : null}
      />
      {place.error && <ErrorNotice error={place.error} />}
      <div className="file-list">
        <FileHead />
        {place.isPending && <ListSkeleton />}
        {place.emptyText && <div className="empty">{place.emptyText}</div>}
        <FileList
          entries={place.entries}
          selected={place.selected}
          isSeveral={question.isSeveral}
          isOffered={place.isOffered}
          onSelect={({ name, kind }, event) =>
            place.select(name, {
              isToggle: question.isSeveral && kind !== 'folder' && (event.ctrlKey || event.metaKey),
              isRange: question.isSeveral && event.shiftKey,
            })
          }
          onOpen={open}
        />
      </div>
    </Dialog>
  );
}

function FileHead() {
  return (
    <div className="file-head" aria-hidden>
      <span />
      <span>Name</span>
      <span>Date</span>
      <span>Tile</span>
      <span>Level</span>
      <span className="size">Size</span>
    </div>
  );
}

function ListSkeleton() {
  return (
    <div className="skeleton-rows">
      <Skeleton height={14} width="50%" />
      <Skeleton height={14} width="70%" />
      <Skeleton height={14} width="60%" />
    </div>
  );
}
