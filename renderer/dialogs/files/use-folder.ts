import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { keepLayout } from '../../actions/settings.ts';
import { listFiles, makeFolder } from '../../api/bridge.ts';
import { isAbort } from '../../api/client.ts';
import type { AppSettings, ChoicePurpose } from '../../api/types.ts';
import { sayError } from '../../state/messages.ts';
import { queryClient } from '../../state/queries.ts';
import { useWaits } from '../../widgets/use-waits.ts';
import { clicked, NOTHING } from './selection.ts';
import { type Entry, WANTED } from './wanted.ts';

const lastFolderName = (purpose: ChoicePurpose) => `files-${purpose}`;

/** The folder that was used last for a purpose; the whole where none was. */
function lastFolder(purpose: ChoicePurpose): string {
  const kept = queryClient.getQueryData<AppSettings>(['settings'])?.layout[lastFolderName(purpose)];
  return typeof kept === 'string' ? kept : '';
}

/** What a folder holds; of the whole where a remembered one has gone. */
async function listFrom(folder: string, isRemembered: boolean, signal: AbortSignal) {
  try {
    return await listFiles(folder, signal);
  } catch (error) {
    if (!isRemembered || isAbort(error)) throw error;
    return listFiles('', signal);
  }
}

/** A name by which others are found: as small letters, and composed, which names on disks of macOS are not. */
const plain = (name: string) => name.normalize().toLowerCase();
const withoutGaps = (path: string) => path.split('/').filter(Boolean).join('/');

/** The folder that a typed path leads to, and the file in it that it names; null where it names a folder. */
async function locate(
  text: string,
  signal: AbortSignal,
): Promise<{ readonly folder: string; readonly file: Entry | null }> {
  const parts = withoutGaps(text).split('/');
  const parent = parts.slice(0, -1).join('/');
  const { folder, entries } = await listFiles(text.startsWith('/') ? `/${parent}` : parent, signal);
  const last = parts.at(-1)!;
  const found =
    entries.find(({ name }) => name === last) ?? entries.find(({ name }) => name.normalize() === last.normalize());
  if (found && found.kind !== 'folder') return { folder, file: found };
  return { folder: (await listFiles(text, signal)).folder, file: null };
}

/** The path of a name in a folder. */
export const joined = (folder: string, name: string) => (folder === '' ? name : `${folder}/${name}`);

/** The folder that a file dialog shows: what is listed and selected of it, and the ways to another one. */
export function useFolder(purpose: ChoicePurpose) {
  const { fits } = WANTED[purpose];
  const [place, setPlace] = useState(() => ({ folder: lastFolder(purpose), isRemembered: true }));
  const [selection, setSelection] = useState(NOTHING);
  const [filter, setFilter] = useState('');
  const [pathError, setPathError] = useState<unknown>(null);
  /** The folder that was listed last. */
  const [before, setBefore] = useState<string | null>(null);
  const { waits, during } = useWaits();
  const listing = useQuery({
    queryKey: ['files', place.folder, place.isRemembered],
    queryFn: ({ signal }) => listFrom(place.folder, place.isRemembered, signal),
    staleTime: 0,
  });
  const folder = listing.data?.folder ?? place.folder;
  const typed = plain(filter.trim());
  const entries = listing.data?.entries.filter(({ name }) => plain(name).includes(typed)) ?? [];
  const isOffered = (entry: Entry) => entry.kind === 'folder' || fits(entry);

  const enter = (path: string, names: readonly string[] = []) => {
    if (listing.data) setBefore(listing.data.folder);
    setPlace({ folder: path, isRemembered: false });
    setSelection({ names, anchor: names[0] ?? null });
    setFilter('');
    setPathError(null);
  };
  /** Follows a typed path: into a folder, or to the file it names. */
  const go = async (text: string) => {
    const path = withoutGaps(text);
    try {
      if (path === '') return enter('');
      await during(readingText(path), async (signal) => {
        const { folder: found, file } = await locate(text, signal);
        enter(found, file && isOffered(file) ? [file.name] : []);
      });
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
  const select = (name: string, how: { readonly isToggle: boolean; readonly isRange: boolean }) =>
    setSelection(
      clicked(
        selection,
        entries.filter(isOffered).map((entry) => entry.name),
        { name, ...how },
      ),
    );

  const isFirst = listing.data === undefined;
  /** Gives up what the disk is asked for, and goes back to the folder that was listed. */
  const stop = () => {
    for (const wait of waits) wait.stop();
    if (!isFirst || !listing.isFetching) return;
    void queryClient.cancelQueries({ queryKey: ['files'] });
    if (before !== null && before !== place.folder) setPlace({ folder: before, isRemembered: false });
  };

  const fitting = new Set(entries.filter(fits).map(({ name }) => name));
  return {
    folder,
    entries,
    /** Why there is nothing to show; null where there is. */
    emptyText:
      entries.length > 0 || listing.error || listing.isLoading ? null : emptyText(listing.data?.entries.length),
    isPending: listing.isLoading,
    /** What the disk is waited for, in words; null where for nothing. */
    waiting: waits.at(-1)?.text ?? (listing.isLoading ? readingText(place.folder) : null),
    stop,
    during,
    error: pathError ?? listing.error,
    isListed: !isFirst && !listing.error,
    filter,
    setFilter,
    isOffered,
    selected: selection.names,
    filesSelected: selection.names.filter((name) => fitting.has(name)),
    folderSelected: entries.find(({ name, kind }) => kind === 'folder' && name === selection.names[0]),
    select,
    enter,
    go,
    make,
    remember: () => keepLayout(lastFolderName(purpose), folder),
  };
}

const readingText = (folder: string) => `Reading /${folder}…`;

function emptyText(entries: number | undefined): string {
  if (entries === undefined) return 'This folder was not read: type its path, or go up.';
  return entries === 0 ? 'This folder is empty.' : 'No name fits the filter.';
}
