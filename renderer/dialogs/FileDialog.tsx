import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { keepLayout } from '../actions/settings.ts';
import { type FileQuestion, grantFile, listFiles, makeFolder, useFileQuestion } from '../api/bridge.ts';
import type { AppSettings, ChoicePurpose } from '../api/types.ts';
import { sayError } from '../state/messages.ts';
import { queryClient } from '../state/queries.ts';
import { ErrorNotice } from '../widgets/Notice.tsx';
import { Dialog } from './Dialog.tsx';
import { FileList } from './files/FileList.tsx';
import { PathRow } from './files/PathRow.tsx';
import { clicked, NOTHING } from './files/selection.ts';
import { type Entry, WANTED } from './files/wanted.ts';

const joined = (folder: string, name: string) => (folder === '' ? name : `${folder}/${name}`);
const lastFolderName = (purpose: ChoicePurpose) => `files-${purpose}`;

function lastFolder(purpose: ChoicePurpose): string {
  const kept = queryClient.getQueryData<AppSettings>(['settings'])?.layout[lastFolderName(purpose)];
  return typeof kept === 'string' ? kept : '';
}

/** The folder that was used last for the same purpose, or the whole where it has gone. */
async function listFrom(folder: string, isRemembered: boolean) {
  try {
    return await listFiles(folder);
  } catch (error) {
    if (!isRemembered) throw error;
    return listFiles('');
  }
}

/** The file list of the browser shell: only what lies inside the folder that the engine was started with. */
export default function FileDialog() {
  const question = useFileQuestion((state) => state.question);
  return question && <FileQuestionDialog key={question.id} question={question} />;
}

function FileQuestionDialog({ question }: { readonly question: FileQuestion }) {
  const wanted = WANTED[question.purpose];
  const [place, setPlace] = useState(() => ({ folder: lastFolder(question.purpose), isRemembered: true }));
  const [selection, setSelection] = useState(NOTHING);
  const [filter, setFilter] = useState('');
  const [isGranting, setGranting] = useState(false);
  const [pathError, setPathError] = useState<unknown>(null);
  const { data, error, isPending } = useQuery({
    queryKey: ['files', place.folder, place.isRemembered],
    queryFn: () => listFrom(place.folder, place.isRemembered),
    staleTime: 0,
  });
  const folder = data?.folder ?? place.folder;
  const entries = data?.entries.filter(({ name }) => name.toLowerCase().includes(filter.trim().toLowerCase())) ?? [];
  const isOffered = (entry: Entry) => entry.kind === 'folder' || wanted.fits(entry);
  const enter = (path: string, names: readonly string[] = []) => {
    setPlace({ folder: path, isRemembered: false });
    setSelection({ names, anchor: names[0] ?? null });
    setFilter('');
    setPathError(null);
  };

  const grant = async (paths: readonly string[]) => {
    if (isGranting) return;
    setGranting(true);
    try {
      const choices = await Promise.all(paths.map(grantFile));
      keepLayout(lastFolderName(question.purpose), folder);
      question.answer(choices);
    } catch (cause) {
      sayError(cause);
      setGranting(false);
    }
  };
  const go = async (typed: string) => {
    const path = typed.split('/').filter(Boolean).join('/');
    const parent = path.split('/').slice(0, -1).join('/');
    try {
      if (path === '') return enter('');
      const { folder: listed, entries: beside } = await listFiles(typed.startsWith('/') ? `/${parent}` : parent);
      const found = beside.find(({ name }) => name === path.split('/').at(-1));
      if (found && found.kind !== 'folder') return enter(listed, isOffered(found) ? [found.name] : []);
      enter((await listFiles(typed)).folder);
    } catch (cause) {
      setPathError(cause);
    }
  };
  const make = async (name: string) => {
    try {
      await makeFolder(folder, name);
      await queryClient.invalidateQueries({ queryKey: ['files'] });
      setSelection({ names: [name], anchor: name });
    } catch (cause) {
      sayError(cause);
    }
  };
  const open = (entry: Entry) => {
    if (entry.kind === 'folder') return enter(joined(folder, entry.name));
    if (!wanted.fits(entry)) return;
    const names = selection.names.includes(entry.name) ? filesSelected : [entry.name];
    void grant(names.map((name) => joined(folder, name)));
  };

  const fitting = new Set(entries.filter(wanted.fits).map(({ name }) => name));
  const filesSelected = selection.names.filter((name) => fitting.has(name));
  const folderSelected = entries.find(({ name, kind }) => kind === 'folder' && name === selection.names[0]);
  const target = folderSelected ? joined(folder, folderSelected.name) : folder;
  const chosen = filesSelected.length > 1 ? `${filesSelected.length} chosen` : (filesSelected[0] ?? 'Nothing chosen');
  const isReady = !isGranting && !error && (wanted.folder || filesSelected.length > 0 || folderSelected !== undefined);
  const confirm = () => {
    if (wanted.folder) return void grant([target]);
    if (filesSelected.length === 0) return enter(target);
    void grant(filesSelected.map((name) => joined(folder, name)));
  };
  return (
    <Dialog
      title={wanted.title}
      size={1060}
      onClose={() => question.answer([])}
      foot={
        <>
          <span className="grow ellipsis">{wanted.folder ? `/${target}` : chosen}</span>
          <Button onClick={() => question.answer([])}>Cancel</Button>
          <Button variant="filled" disabled={!isReady} onClick={confirm}>
            {wanted.folder ? 'Choose this folder' : 'Open'}
          </Button>
        </>
      }
    >
      <PathRow
        folder={folder}
        onGo={(path) => void go(path)}
        filter={filter}
        onFilter={setFilter}
        onMake={wanted.forWriting ? make : null}
      />
      {(pathError ?? error) && <ErrorNotice error={pathError ?? error} />}
      <div className="file-list">
        <div className="file-head" aria-hidden>
          <span />
          <span>Name</span>
          <span>Date</span>
          <span>Tile</span>
          <span>Level</span>
          <span className="size">Size</span>
        </div>
        {isPending && (
          <div className="skeleton-rows">
            <Skeleton height={14} width="50%" />
            <Skeleton height={14} width="70%" />
            <Skeleton height={14} width="60%" />
          </div>
        )}
        {data && entries.length === 0 && (
          <div className="empty">
            {data.entries.length === 0 ? 'This folder is empty.' : 'No name fits the filter.'}
          </div>
        )}
        <FileList
          entries={entries}
          selected={selection.names}
          isSeveral={question.isSeveral}
          isOffered={isOffered}
          onSelect={({ name, kind }, event) =>
            setSelection(
              clicked(
                selection,
                entries.filter(isOffered).map((entry) => entry.name),
                {
                  name,
                  isToggle: question.isSeveral && kind !== 'folder' && (event.ctrlKey || event.metaKey),
                  isRange: question.isSeveral && event.shiftKey,
                },
              ),
            )
          }
          onOpen={open}
        />
      </div>
    </Dialog>
  );
}
