import { Button, Select } from '@mantine/core';
import { useState } from 'react';
import { startExport } from '../../actions/label/exchange.ts';
import { bridge } from '../../api/bridge.ts';
import type { Choice, LabelExport, LabelFormat } from '../../api/types.ts';
import { noteJob, useLearn } from '../../state/label/learn.ts';
import { useLabelProject } from '../../state/label/project.ts';
import { isUnderWay } from '../../state/mask-job.ts';
import { useJobs } from '../../state/queries.ts';
import { ErrorNotice, Notice } from '../../widgets/Notice.tsx';
import { ExportCommands } from './ExportCommands.tsx';
import { JobLine } from './JobLine.tsx';
import { NewFolder } from './NewFolder.tsx';

function Written({ found }: { readonly found: LabelExport }) {
  const { handle, name, chips, commands, notes } = found;
  return (
    <div className="stack" role="status">
      <span>
        {chips} chips with their pictures are in "{name}".
      </span>
      {notes.length > 0 && <Notice kind="warning" text={notes.join(' ')} />}
      {bridge.kind === 'desktop' && (
        <div>
          <Button onClick={() => void bridge.showInFolder(handle)}>Show in folder</Button>
        </div>
      )}
      {commands.length > 0 && <ExportCommands text="To take them in there:" label="Commands" commands={commands} />}
    </div>
  );
}

/** Writes all chips for another labelling tool, into a new folder. */
export function ExportLabels({
  project,
  formats,
}: {
  readonly project: string;
  readonly formats: readonly LabelFormat[];
}) {
  const { data: own } = useLabelProject();
  const { data: jobs = [] } = useJobs();
  const id = useLearn((state) => state.jobs.export);
  const [format, setFormat] = useState(formats[0]?.id ?? '');
  const [target, setTarget] = useState<Choice | null>(null);
  const [ownName, setOwnName] = useState<string | null>(null);
  const [refused, setRefused] = useState<unknown>(null);
  const job = jobs.find((one) => one.id === id);
  const name = ownName ?? `labels-${format}`;
  const counts = own?.counts;
  const chips = counts ? counts.new + counts.started + counts.accepted : 0;
  const isBusy = job !== undefined && isUnderWay(job);
  const start = async () => {
    if (!target) return;
    setRefused(null);
    await startExport(project, format, { target: target.handle, name: name.trim() }).then(
      (made) => noteJob('export', made.id),
      setRefused,
    );
  };
  return (
    <section className="section stack" aria-label="Export">
      <div className="section-title">
        <span className="grow">Export</span>
        <small>{chips} chips</small>
      </div>
      <div className="row">
        <span className="label">For</span>
        <Select
          className="grow"
          aria-label="Export for"
          allowDeselect={false}
          data={formats.map((one) => ({ value: one.id, label: one.title }))}
          value={format}
          onChange={(value) => setFormat(value ?? format)}
        />
      </div>
      <NewFolder target={target} onTarget={setTarget} name={name} label="Name of the new folder" onName={setOwnName} />
      <div>
        <Button
          variant="filled"
          disabled={!target || chips === 0 || name.trim() === '' || isBusy}
          onClick={() => void start()}
        >
          Export
        </Button>
      </div>
      {chips === 0 && <span className="dim">The project has no chips yet.</span>}
      {refused !== null && <ErrorNotice error={refused} />}
      {job && isBusy && <JobLine job={job} />}
      {job?.error && <ErrorNotice error={job.error} />}
      {job?.result?.labelsOut && <Written found={job.result.labelsOut} />}
    </section>
  );
}
