import { Button } from '@mantine/core';
import { useState } from 'react';
import { chooseFolder } from '../../actions/label/choose.ts';
import { startExport } from '../../actions/label/exchange.ts';
import { isUnderWay } from '../../state/mask-job.ts';
import { useJobs } from '../../state/queries.ts';
import { ErrorNotice } from '../../widgets/Notice.tsx';
import { ExportCommands } from './ExportCommands.tsx';
import { JobLine } from './JobLine.tsx';

const FORMAT = 'training';

/** Writes the labels for `models/training`, and prints the commands that tune the whole network on them. */
export function PythonStep({ project, hasLabels }: { readonly project: string; readonly hasLabels: boolean }) {
  const { data: jobs = [] } = useJobs();
  const [id, setId] = useState<string | null>(null);
  const [refused, setRefused] = useState<unknown>(null);
  const job = jobs.find((one) => one.id === id);
  const write = async () => {
    const target = await chooseFolder('output-folder');
    if (!target) return;
    setRefused(null);
    const name = `training-${new Date().toISOString().slice(0, 16).replaceAll(/[-:]/g, '')}`;
    await startExport(project, FORMAT, { target: target.handle, name }).then((made) => setId(made.id), setRefused);
  };
  return (
    <>
      <div>
        <Button disabled={!hasLabels || (job !== undefined && isUnderWay(job))} onClick={() => void write()}>
          Write the training set
        </Button>
      </div>
      {refused !== null && <ErrorNotice error={refused} />}
      {job && isUnderWay(job) && <JobLine job={job} />}
      {job?.error && <ErrorNotice error={job.error} />}
      {job?.result?.labelsOut && (
        <ExportCommands
          text="To be run where the sources of Nephoscope are:"
          label="Commands that tune the network"
          commands={job.result.labelsOut.commands}
        />
      )}
    </>
  );
}
