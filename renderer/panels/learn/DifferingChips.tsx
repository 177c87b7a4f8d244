import { SegmentedControl } from '@mantine/core';
import { learnEngine } from '../../api/learn-engine.ts';
import type { LabelAgreement, SettledBy } from '../../api/types.ts';
import { setLearn, useLearn } from '../../state/label/learn.ts';
import { grouped, percentText } from '../../widgets/format.ts';
import { LabelPicture } from './LabelPicture.tsx';
import { useLabels } from './use-labels.ts';
import { usePicture } from './use-picture.ts';

type Row = LabelAgreement['chips'][number];

function Differing({ projects, row }: { readonly projects: readonly [string, string]; readonly row: Row }) {
  const { id, otherId, compared, differing } = row;
  const choice = useLearn(({ choices }) => choices[id] ?? 'neither');
  const { url } = usePicture([projects[0], id], (signal) => learnEngine.chipPicture(projects[0], id, 4, signal));
  const first = useLabels(projects[0], id);
  const second = useLabels(projects[1], otherId);
  const choose = (by: SettledBy) => setLearn(({ choices }) => ({ choices: { ...choices, [id]: by } }));
  return (
    <li className="differing">
      <div className="told">
        <span className="ellipsis mono" title={id}>
          {id}
        </span>
        <span className="dim">
          {percentText((100 * differing) / compared)} of {grouped(compared)} pixels differ
        </span>
        <SegmentedControl
          aria-label={`Whose labels count in ${id}`}
          data={[
            { value: 'first', label: 'A' },
            { value: 'second', label: 'B' },
            { value: 'neither', label: 'Undefined' },
          ]}
          value={choice}
          onChange={(value) => choose(value as SettledBy)}
        />
      </div>
      <figure>
        <span className="picture">{url && <img src={url} alt="" />}</span>
        <figcaption>image</figcaption>
      </figure>
      <LabelPicture name="A" labels={first} against={second} chosen={choice === 'first'} />
      <LabelPicture name="B" labels={second} against={first} chosen={choice === 'second'} />
    </li>
  );
}

/** Chips that two people labelled differently, the most first; whose labels count is chosen for each. */
export function DifferingChips({
  projects,
  agreement,
}: {
  readonly projects: readonly [string, string];
  readonly agreement: LabelAgreement;
}) {
  const rows = agreement.chips
    .filter(({ differing }) => differing > 0)
    .sort((a, b) => b.differing / b.compared - a.differing / a.compared);
  if (rows.length === 0)
    return (
      <div className="empty">
        <p>The two say the same of every pixel that both have labelled.</p>
      </div>
    );
  return (
    <section aria-label="Where they differ">
      <div className="learn-bar">
        <span className="grow">
          {rows.length} of {agreement.chips.length} chips differ. What is the same is faint; what differs stands out.
        </span>
      </div>
      <ol className="bare">
        {rows.map((row) => (
          <Differing key={row.id} projects={projects} row={row} />
        ))}
      </ol>
    </section>
  );
}
