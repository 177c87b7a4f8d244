import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { settle } from '../../actions/label/agree.ts';
import type { Choice, LabelAgreement } from '../../api/types.ts';
import { useLearn } from '../../state/label/learn.ts';
import { ErrorNotice } from '../../widgets/Notice.tsx';
import { NewFolder } from './NewFolder.tsx';
import { uncomparedNotes } from './uncompared.ts';

interface Props {
  readonly project: string;
  readonly other: Choice;
  readonly agreement: LabelAgreement;
}

/** Makes a third project: what both say, and where they differ what was chosen. */
export function Settle({ project, other, agreement }: Props) {
  const choices = useLearn((state) => state.choices);
  const [target, setTarget] = useState<Choice | null>(null);
  const [name, setName] = useState('settled');
  const making = useMutation({
    mutationFn: (folder: string) => settle(project, other, { target: folder, name: name.trim() }),
  });
  const differing = agreement.chips.filter((chip) => chip.differing > 0);
  const decided = differing.filter(({ id }) => (choices[id] ?? 'neither') !== 'neither').length;
  const notes = uncomparedNotes(agreement.uncompared);
  return (
    <section className="section stack" aria-label="Settle">
      <div className="section-title">Settle</div>
      <span className="dim">
        A third project of what both say. {decided} of {differing.length} differing chips are decided; in the others
        what differs is undefined, to be labelled anew.
      </span>
      {notes.length > 0 && (
        <ul className="bare dim" aria-label="Chips that are not compared">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      <NewFolder
        target={target}
        onTarget={setTarget}
        name={name}
        label="Name of the settled project"
        onName={setName}
      />
      <div>
        <Button
          variant="filled"
          disabled={!target || name.trim() === ''}
          loading={making.isPending}
          onClick={() => target && making.mutate(target.handle)}
        >
          Make the settled project
        </Button>
      </div>
      {making.error && <ErrorNotice error={making.error} />}
    </section>
  );
}
