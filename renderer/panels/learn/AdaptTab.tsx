import { Select } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { learnEngine } from '../../api/learn-engine.ts';
import type { AdaptReadiness, Job, PackSummary } from '../../api/types.ts';
import { useLearn } from '../../state/label/learn.ts';
import { useLabelChips, useLabelProject } from '../../state/label/project.ts';
import { isUnderWay } from '../../state/mask-job.ts';
import { useAbout, useJobs, usePacks } from '../../state/queries.ts';
import { grouped } from '../../widgets/format.ts';
import { ErrorNotice, Notice } from '../../widgets/Notice.tsx';
import { RowsSkeleton } from '../../widgets/RowsSkeleton.tsx';
import { GateResult } from './GateResult.tsx';
import { JobLine } from './JobLine.tsx';
import { Ladder } from './Ladder.tsx';
import { TunedPacks } from './TunedPacks.tsx';

/** The job that adapted this project last: the one that was started here, or one of its title. */
function lastJob(jobs: readonly Job[], id: string | undefined, name: string): Job | undefined {
  const own = jobs.filter((job) => job.kind === 'adapt');
  return own.find((job) => job.id === id) ?? own.find(({ title }) => title === `Adapt to ${name}`);
}

function LabelsThere({ readiness }: { readonly readiness: AdaptReadiness }) {
  const { data: about } = useAbout();
  const { chips, scenes, pixels } = readiness;
  const all = pixels.reduce((sum, count) => sum + count, 0);
  const parts = pixels.flatMap((count, i) =>
    count > 0 ? [`${grouped(count)} ${about?.classes[i]?.name.toLowerCase() ?? i}`] : [],
  );
  return (
    <span>
      {all === 0
        ? 'Nothing is labelled yet.'
        : `${grouped(all)} labelled pixels in ${chips} chips of ${scenes} ${scenes === 1 ? 'scene' : 'scenes'}: ${parts.join(', ')}.`}
    </span>
  );
}

/** Makes a network better on this project's labels, from the least change to the greatest; a gate judges what it brought. */
export function AdaptTab({ project }: { readonly project: string }) {
  const { data: own } = useLabelProject();
  const { data: packs = [] } = usePacks();
  const { data: jobs = [] } = useJobs();
  const started = useLearn((state) => state.jobs.adapt);
  const [chosen, setChosen] = useState<string | null>(null);
  const { data: chips } = useLabelChips();
  const revisions = chips?.reduce((sum, { revision }) => sum + revision + 1, 0);
  const readiness = useQuery({
    queryKey: ['labels', project, 'readiness', revisions],
    queryFn: () => learnEngine.readiness(project),
    placeholderData: keepPreviousData,
  });
  const levels = new Set(own?.products.map(({ level }) => level));
  const fits = (pack: PackSummary) =>
    pack.adaptable && pack.levels.some((level) => levels.size === 0 || levels.has(level));
  const fitting = packs.filter(fits);
  const pack = fitting.find(({ id }) => id === chosen) ?? fitting[0];
  const job = lastJob(jobs, started, own?.name ?? '');
  if (readiness.error) return <ErrorNotice error={readiness.error} />;
  if (readiness.isPending || !own) return <RowsSkeleton />;
  return (
    <div className="learn-columns">
      <div className="learn-side">
        <section className="section stack" aria-label="Network and labels">
          <div className="row">
            <span className="label">Network</span>
            <Select
              className="grow"
              aria-label="Network to adapt"
              allowDeselect={false}
              placeholder="None can be adapted"
              data={fitting.map(({ id, name }) => ({ value: id, label: name }))}
              value={pack?.id ?? null}
              onChange={setChosen}
            />
          </div>
          <LabelsThere readiness={readiness.data} />
          {levels.size > 1 && (
            <span className="dim">The labels are of both levels; a network takes those that it is made for.</span>
          )}
        </section>
        <Ladder
          project={project}
          pack={pack ?? null}
          readiness={readiness.data}
          isBusy={job !== undefined && isUnderWay(job)}
        />
      </div>
      <div className="learn-main">
        {job && isUnderWay(job) && <JobLine job={job} />}
        {job?.error && <ErrorNotice error={job.error} />}
        {job?.state === 'cancelled' && <Notice kind="info" text="The adaptation was cancelled; nothing was changed." />}
        {job?.result?.adapted ? (
          <GateResult result={job.result.adapted} warnings={job.result.warnings} />
        ) : (
          !job && (
            <div className="empty">
              <p>
                What an adaptation brings is judged on scenes that were held out, and on anchors that stand for the rest
                of the world. Where it is not better beyond chance, or costs too much elsewhere, the old network is
                kept.
              </p>
            </div>
          )
        )}
        <TunedPacks name={own.name} />
      </div>
    </div>
  );
}
