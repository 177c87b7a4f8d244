import { Button, TextInput } from '@mantine/core';
import CornerLeftUp from 'lucide-react/icons/corner-left-up';
import FolderPlus from 'lucide-react/icons/folder-plus';
import { useEffect, useState } from 'react';

interface Props {
  readonly folder: string;
  readonly onGo: (path: string) => void;
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
  /** Makes a folder of this name in the one that is shown; null where nothing is to be written. */
  readonly onMake: ((name: string) => Promise<void>) | null;
}

/** Where the list is: up, a path to type, a filter, and a new folder. */
export function PathRow({ folder, onGo, filter, onFilter, onMake }: Props) {
  const [path, setPath] = useState(`/${folder}`);
  const [newName, setNewName] = useState<string | null>(null);
  useEffect(() => setPath(`/${folder}`), [folder]);
  const make = async () => {
    if (!onMake || !newName?.trim()) return;
    await onMake(newName.trim());
    setNewName(null);
  };
  return (
    <>
      <div className="row file-path">
        <Button
          leftSection={<CornerLeftUp size={14} />}
          disabled={folder === ''}
          onClick={() => onGo(folder.split('/').slice(0, -1).join('/'))}
        >
          Up
        </Button>
        <TextInput
          className="grow"
          aria-label="Path"
          value={path}
          onChange={(event) => setPath(event.target.value)}
          onKeyDown={(event) => event.key === 'Enter' && onGo(path)}
        />
        <TextInput
          data-autofocus
          aria-label="Filter by name"
          placeholder="Filter by name"
          w={150}
          value={filter}
          onChange={(event) => onFilter(event.target.value)}
        />
        {onMake && (
          <Button leftSection={<FolderPlus size={14} />} onClick={() => setNewName('')}>
            New folder
          </Button>
        )}
      </div>
      {newName !== null && (
        <div className="row file-path">
          <TextInput
            className="grow"
            aria-label="Name of the new folder"
            placeholder="Name of the new folder"
            autoFocus
            value={newName}
            onChange={(event) => setNewName(event.target.value)}
            onKeyDown={(event) => event.key === 'Enter' && void make()}
          />
          <Button disabled={newName.trim() === ''} onClick={() => void make()}>
            Make folder
          </Button>
          <Button onClick={() => setNewName(null)}>Not now</Button>
        </div>
      )}
    </>
  );
}
