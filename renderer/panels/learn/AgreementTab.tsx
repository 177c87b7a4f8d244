import { Button, Select } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { compareWith } from '../../actions/label/agree.ts';
import { chooseFolder } from '../../actions/label/choose.ts';
import { setLearn, useLearn } from '../../state/label/learn.ts';
import { useRecentLabelProjects } from '../../state/label/project.ts';
import { ErrorNotice } from '../../widgets/Notice.tsx';
import { RowsSkeleton } from '../../widgets/RowsSkeleton.tsx';
import { AgreementScores } from './AgreementScores.tsx';
import { DifferingChips } from './DifferingChips.tsx';
import { Settle } from './Settle.tsx';

/** How far a second labeller's project agrees with this one, and a third one in which both are settled. */
export function AgreementTab({ project }: { readonly project: string }) {
  const { other, agreement } = useLearn();
  const { data: recent = [] } = useRecentLabelProjects();
  const compare = useMutation({ mutationFn: (handle: string) => compareWith(project, handle) });
  const own = agreement?.project === project && agreement.other === other?.handle ? agreement.found : null;
  const others = recent.filter(({ id, available }) => id !== project && available);
  const take = (choice: typeof other) => {
    if (!choice) return;
    setLearn({ other: choice, agreement: null, choices: {} });
    compare.mutate(choice.handle);
  };
  return (
    <div className="learn-columns">
      <div className="learn-side">
        <section className="section stack" aria-label="Second labeller">
          <div className="row">
            <span className="label">Second</span>
            <Select
              className="grow"
              aria-label="Second label project"
              placeholder={others.length > 0 ? 'A project that was open before' : 'None was open before'}
              data={others.map(({ id, name, displayPath }) => ({ value: id, label: `${name} (${displayPath})` }))}
              value={others.some(({ id }) => id === other?.handle) ? (other?.handle ?? null) : null}
              onChange={(id) =>
                take(id === null ? null : { handle: id, name: others.find((one) => one.id === id)!.name })
              }
            />
          </div>
          <div className="learn-buttons">
            <Button onClick={() => void chooseFolder('label-project').then(take)}>Choose its folder</Button>
            {other && (
              <Button loading={compare.isPending} onClick={() => compare.mutate(other.handle)}>
                Compare again
              </Button>
            )}
          </div>
          {other && <span className="dim">A is this project, B is "{other.name}".</span>}
        </section>
        {own && <AgreementScores agreement={own} />}
        {own && other && <Settle project={project} other={other} agreement={own} />}
      </div>
      <div className="learn-main">
        {compare.error && <ErrorNotice error={compare.error} />}
        {compare.isPending && <RowsSkeleton />}
        {own && other && <DifferingChips projects={[project, other.handle]} agreement={own} />}
        {!own && !compare.isPending && !compare.error && (
          <div className="empty">
            <p>
              Two people label the same chips, each in a project of their own: copy the folder of a project before
              anything is labelled. Here you see how far they agree, and decide where they do not.
            </p>
          </div>
        )}
      </div>
    </div>
  );
}
