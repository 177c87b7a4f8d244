import { Button, Switch, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { saveProjectIn } from '../actions/project.ts';
import type { Choice } from '../api/types.ts';
import { useProject } from '../state/queries.ts';
import { closeDialog } from '../state/ui.ts';
import { ErrorNotice } from '../widgets/Notice.tsx';
import { Dialog } from './Dialog.tsx';
import { TargetChoice } from './recipe/TargetChoice.tsx';

/** Folder and name of a project's file, where the system has no dialog for that. */
export default function SaveProjectDialog() {
  const { data: project } = useProject();
  const [name, setName] = useState(project?.displayPath ? project.name : '');
  const [folder, setFolder] = useState<Choice | null>(null);
  const [overwrite, setOverwrite] = useState(false);
  const [refused, setRefused] = useState<unknown>(null);
  const canSave = folder !== null && name.trim() !== '';
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (!folder || !canSave) return;
    setRefused(null);
    try {
      await saveProjectIn({ folder: folder.handle, name: name.trim(), overwrite });
      closeDialog();
    } catch (error) {
      setRefused(error);
    }
  };
  return (
    <Dialog
      title="Save project as"
      foot={
        <>
          <span className="grow">From then on every change is written there by itself.</span>
          <Button onClick={closeDialog}>Cancel</Button>
          <Button type="submit" form="save-project" variant="filled" disabled={!canSave}>
            Save
          </Button>
        </>
      }
    >
      <form id="save-project" className="form" onSubmit={(event) => void save(event)}>
        <span className="label">Name</span>
        <TextInput
          aria-label="Name"
          data-autofocus
          value={name}
          rightSection={<span className="dim">.nephos</span>}
          rightSectionWidth={72}
          onChange={(event) => setName(event.target.value)}
        />
        <TargetChoice target={folder} onChange={setFolder} />
        <span className="label">Existing file</span>
        <div className="value">
          <Switch
            label="Replace a file of that name"
            checked={overwrite}
            onChange={(event) => setOverwrite(event.target.checked)}
          />
        </div>
      </form>
      {refused !== null && <ErrorNotice error={refused} />}
    </Dialog>
  );
}
