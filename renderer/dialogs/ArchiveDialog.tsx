import { Button } from '@mantine/core';
import { chooseArchive, retryArchive } from '../actions/archive.ts';
import type { ArchiveOverview } from '../api/types.ts';
import { ARCHIVE_STATES, setArchive, useArchive, useArchiveChoice } from '../state/archive.ts';
import { grouped, secondsText } from '../widgets/format.ts';
import { ErrorNotice } from '../widgets/Notice.tsx';
import { RowsSkeleton } from '../widgets/RowsSkeleton.tsx';
import { ArchiveFailures } from './archive/ArchiveFailures.tsx';
import { ArchiveMap } from './archive/ArchiveMap.tsx';
import { ArchiveTable } from './archive/ArchiveTable.tsx';
import { Dialog } from './Dialog.tsx';

/** How far a run is, as states that filter the table, and its pace. */
function Counts({ overview }: { readonly overview: ArchiveOverview }) {
  const chosen = useArchiveChoice(({ state }) => state);
  const { counts, perHour, secondsLeft, secondsPerProduct, left } = overview;
  return (
    <div className="archive-counts">
      {ARCHIVE_STATES.map((state) => (
        <button
          key={state}
          type="button"
          className="chip"
          aria-pressed={chosen === state}
          onClick={() => setArchive({ state: chosen === state ? null : state })}
        >
          <i className={`archive-dot ${state}`} />
          {`${grouped(counts[state])} ${state}`}
        </button>
      ))}
      <span className="archive-pace">
        {perHour !== null && `${grouped(perHour, perHour < 10 ? 1 : 0)} products an hour`}
        {secondsPerProduct !== null && `, ${secondsText(secondsPerProduct)} each`}
        {secondsLeft !== null && `, about ${secondsText(secondsLeft)} left`}
        {left > 0 && `, ${left} to be taken up again: their workers died`}
      </span>
    </div>
  );
}

function Foot({ handle, overview }: { readonly handle: string; readonly overview: ArchiveOverview | undefined }) {
  const { failed = 0, broken = 0 } = overview?.counts ?? {};
  return (
    <>
      <span className="grow">Read anew every 10 s from the run's files.</span>
      {broken > 0 && <Button onClick={() => void retryArchive(handle, true)}>Try failed and broken again</Button>}
      {failed > 0 && <Button onClick={() => void retryArchive(handle, false)}>Try {failed} failed again</Button>}
      <Button onClick={() => void chooseArchive()}>Open another run</Button>
    </>
  );
}

/** A run that other machines work on: where its products lie, how far they are, what failed and why. */
export default function ArchiveDialog() {
  const run = useArchiveChoice((choice) => choice.run);
  const { data: overview, error, isPending } = useArchive(run?.handle ?? null);
  if (!run) {
    return (
      <Dialog title="Runs on a cluster">
        <div className="empty">
          <p>A run is a folder that "nephoscope archive plan" made, with the masks of many products in it.</p>
          <Button variant="filled" onClick={() => void chooseArchive()}>
            Open a run
          </Button>
        </div>
      </Dialog>
    );
  }
  const title = overview ? `Run ${overview.name}: ${grouped(overview.products)} products` : `Run ${run.name}`;
  return (
    <Dialog title={title} size="min(1400px, 96vw)" foot={<Foot handle={run.handle} overview={overview} />}>
      {error && <ErrorNotice error={error} />}
      {isPending && <RowsSkeleton />}
      {overview && (
        <>
          <Counts overview={overview} />
          <div className="archive">
            <div>
              <ArchiveMap tiles={overview.tiles} />
              <ArchiveFailures failures={overview.failures} />
            </div>
            <ArchiveTable handle={run.handle} />
          </div>
        </>
      )}
    </Dialog>
  );
}
