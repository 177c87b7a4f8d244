import { Button, Select, Switch } from '@mantine/core';
import { useState } from 'react';
import { chooseFolder } from '../../actions/label/choose.ts';
import { startImport } from '../../actions/label/exchange.ts';
import type { LabelFormat, LabelImport } from '../../api/types.ts';
import { noteJob, useLearn } from '../../state/label/learn.ts';
import { isUnderWay } from '../../state/mask-job.ts';
import { useJobs } from '../../state/queries.ts';
import { ErrorNotice } from '../../widgets/Notice.tsx';
import { JobLine } from './JobLine.tsx';

function Taken({ found: { chips, without } }: { readonly found: LabelImport }) {
  return (
    <span role="status">
      Labels of {chips.length} {chips.length === 1 ? 'chip' : 'chips'} were taken in
      {without.length > 0 && `; nothing was said of ${without.length} others`}.
    </span>
  );
}

/** Takes labels of another tool into the chips of their names; all of it or, where something does not fit, nothing. */
export function ImportLabels({
  project,
  formats,
}: {
  readonly project: string;
  readonly formats: readonly LabelFormat[];
}) {
  const { data: jobs = [] } = useJobs();
  const id = useLearn((state) => state.jobs.import);
  const [format, setFormat] = useState(formats[0]?.id ?? '');
  const [replaces, setReplaces] = useState(false);
  const [refused, setRefused] = useState<unknown>(null);
  const job = jobs.find((one) => one.id === id);
  const isBusy = job !== undefined && isUnderWay(job);
  const start = async (purpose: 'labels-file' | 'labels-folder') => {
    const source = await chooseFolder(purpose);
    if (!source) return;
    setRefused(null);
    const how = { format, over: replaces ? 'everything' : 'machines' } as const;
    await startImport(project, source.handle, how).then((made) => noteJob('import', made.id), setRefused);
  };
  return (
    <section className="section stack" aria-label="Import">
      <div className="section-title">Import</div>
      <div className="row">
        <span className="label">From</span>
        <Select
          className="grow"
          aria-label="Import from"
          allowDeselect={false}
          data={formats.map((one) => ({ value: one.id, label: one.title }))}
          value={format}
          onChange={(value) => setFormat(value ?? format)}
        />
      </div>
      <Switch
        label="Replace what people have labelled, too"
        checked={replaces}
        onChange={(event) => setReplaces(event.target.checked)}
      />
      <div className="learn-buttons">
        <Button variant="filled" disabled={isBusy} onClick={() => void start('labels-file')}>
          Choose a file
        </Button>
        <Button disabled={isBusy} onClick={() => void start('labels-folder')}>
          Choose a folder
        </Button>
      </div>
      <span className="dim">
        Images are found by the names of the chips, and must have their size. Where anything does not fit, nothing is
        changed.
      </span>
      {refused !== null && <ErrorNotice error={refused} />}
      {job && isBusy && <JobLine job={job} />}
      {job?.error && <ErrorNotice error={job.error} />}
      {job?.result?.labelsIn && <Taken found={job.result.labelsIn} />}
    </section>
  );
}
