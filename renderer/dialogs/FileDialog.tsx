import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import CornerLeftUp from 'lucide-react/icons/corner-left-up';
import File from 'lucide-react/icons/file';
import Folder from 'lucide-react/icons/folder';
import Satellite from 'lucide-react/icons/satellite';
import { useState } from 'react';
import { grantFile, listFiles, useFileQuestion } from '../api/bridge.ts';
import type { ChoicePurpose, FileListing } from '../api/types.ts';
import { sayError } from '../state/messages.ts';
import { bytesText } from '../widgets/format.ts';
import { ErrorNotice } from '../widgets/Notice.tsx';
import { Dialog } from './Dialog.tsx';

type Entry = FileListing['entries'][number];

interface Wanted {
  readonly title: string;
  readonly folder: boolean;
  readonly fits: (entry: Entry) => boolean;
}

const endsWith =
  (...endings: string[]) =>
  ({ name }: Entry) =>
    endings.some((ending) => name.toLowerCase().endsWith(ending));
const isProduct = (entry: Entry) =>
  entry.kind === 'product' || (entry.kind === 'file' && endsWith('.zip', '.xml', '.tif', '.tiff')(entry));
const WANTED: Readonly<Record<ChoicePurpose, Wanted>> = {
  product: { title: 'Open product', folder: false, fits: isProduct },
  'products-folder': { title: 'Choose a folder of products', folder: true, fits: () => false },
  'output-folder': { title: 'Choose the folder to write to', folder: true, fits: () => false },
  'class-raster': {
    title: 'Choose a class raster',
    folder: false,
    fits: (entry) =>
      entry.kind === 'file' && endsWith('.tif', '.tiff', '.jp2', '.j2k', '.img', '.vrt', '.bsq', '.dat')(entry),
  },
  points: {
    title: 'Choose a table of reference points',
    folder: false,
    fits: (entry) => entry.kind === 'file' && endsWith('.csv', '.tsv', '.txt')(entry),
  },
  project: {
    title: 'Open project',
    folder: false,
    fits: (entry) => entry.kind === 'file' && endsWith('.nephos')(entry),
  },
  'project-save': { title: 'Choose the folder to save in', folder: true, fits: () => false },
  pack: { title: 'Choose the folder of a model pack', folder: true, fits: () => false },
  archive: { title: 'Choose the folder of a run', folder: true, fits: () => false },
};
const ICONS = { folder: Folder, product: Satellite, file: File };

/** The file list of the browser shell: only what lies inside the folder that the engine was started with. */
export default function FileDialog() {
  const question = useFileQuestion((state) => state.question);
  const [folder, setFolder] = useState('');
  const [picked, setPicked] = useState<string | null>(null);
  const { data, error, isPending } = useQuery({
    queryKey: ['files', folder],
    queryFn: () => listFiles(folder),
    staleTime: 0,
  });
  if (!question) return null;
  const wanted = WANTED[question.purpose];
  const pathOf = (name: string) => (folder === '' ? name : `${folder}/${name}`);
  const enter = (path: string) => {
    setFolder(path);
    setPicked(null);
  };
  const grant = async (path: string) => {
    try {
      question.answer(await grantFile(path));
    } catch (cause) {
      sayError(cause);
    }
  };
  const target = wanted.folder ? (picked === null ? folder : pathOf(picked)) : picked && pathOf(picked);
  return (
    <Dialog
      title={wanted.title}
      size={720}
      onClose={() => question.answer(null)}
      foot={
        <>
          <span className="grow" style={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
            {wanted.folder ? `/${target ?? ''}` : (picked ?? 'Nothing chosen')}
          </span>
          <Button onClick={() => question.answer(null)}>Cancel</Button>
          <Button variant="filled" disabled={target === null} onClick={() => target !== null && void grant(target)}>
            {wanted.folder ? 'Choose this folder' : 'Open'}
          </Button>
        </>
      }
    >
      <div className="row" style={{ marginBottom: 6 }}>
        <Button
          leftSection={<CornerLeftUp size={14} />}
          disabled={folder === ''}
          onClick={() => enter(folder.split('/').slice(0, -1).join('/'))}
        >
          Up
        </Button>
        <span className="mono">/{folder}</span>
      </div>
      {error && <ErrorNotice error={error} />}
      <div className="file-list" role="listbox" aria-label="Files">
        {isPending && (
          <div className="skeleton-rows">
            <Skeleton height={14} width="50%" />
            <Skeleton height={14} width="70%" />
            <Skeleton height={14} width="60%" />
          </div>
        )}
        {data?.entries.length === 0 && <div className="empty">This folder is empty.</div>}
        {data?.entries.map((entry) => {
          const Icon = ICONS[entry.kind];
          const fits = wanted.fits(entry);
          const open = () =>
            entry.kind === 'folder' ? enter(pathOf(entry.name)) : fits && void grant(pathOf(entry.name));
          return (
            <button
              key={entry.name}
              type="button"
              role="option"
              aria-selected={picked === entry.name}
              disabled={!fits && entry.kind !== 'folder'}
              onClick={() => setPicked(entry.name)}
              onDoubleClick={open}
              onKeyDown={(event) => event.key === 'Enter' && open()}
            >
              <Icon size={16} aria-label={entry.kind} />
              <span style={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>{entry.name}</span>
              <span style={{ color: 'var(--text-dim)' }}>{entry.bytes === null ? '' : bytesText(entry.bytes)}</span>
            </button>
          );
        })}
      </div>
    </Dialog>
  );
}
