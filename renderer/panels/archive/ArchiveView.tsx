import { Button } from '@mantine/core';
import X from 'lucide-react/icons/x';
import { chooseArchive, retryArchive } from '../../actions/archive.ts';
import type { ArchiveOverview } from '../../api/types.ts';
import { runCommand } from '../../commands/registry.ts';
import {
  ARCHIVE_STATES,
  STATE_HINTS,
  setArchive,
  stateName,
  useArchive,
  useArchiveChoice,
} from '../../state/archive.ts';
import { donePercent, grouped, guessText, secondsText } from '../../widgets/format.ts';
import { ErrorNotice } from '../../widgets/Notice.tsx';
import { RowsSkeleton } from '../../widgets/RowsSkeleton.tsx';
import { ToolButton } from '../../widgets/ToolButton.tsx';
import { FullView } from '../FullView.tsx';
import { ArchiveFailures } from './ArchiveFailures.tsx';
import { ArchiveMap } from './ArchiveMap.tsx';
import { ArchiveTable } from './ArchiveTable.tsx';

/** How far a run is, in words and as a bar. */
function Progress({ overview }: { readonly overview: ArchiveOverview }) {
  const { counts, products, perHour, secondsLeft, secondsPerProduct } = overview;
  const share = products === 0 ? 0 : counts.done / products;
  return (
    <div className="season-progress">
      <span className="bar" role="progressbar" aria-label="All products" aria-valuenow={donePercent(share)}>
        <i style={{ width: `${share * 100}%` }} />
      </span>
      <span role="status">
        {`${grouped(counts.done)} of ${grouped(products)} done`}
        <span className="archive-pace">
          {perHour !== null && `, ${grouped(perHour, perHour < 10 ? 1 : 0)} an hour`}
          {secondsPerProduct !== null && `, ${secondsText(secondsPerProduct)} each`}
        </span>
        {secondsLeft !== null && `, about ${guessText(secondsLeft)} left`}
      </span>
    </div>
  );
}

/** The states with their counts: the legend of the map, and filters of the table. */
function Counts({ overview: { counts } }: { readonly overview: ArchiveOverview }) {
  const chosen = useArchiveChoice(({ state }) => state);
  return (
    <fieldset className="archive-counts" aria-label="States">
      {ARCHIVE_STATES.map((state) => (
        <button
          key={state}
          type="button"
          className="chip"
          title={STATE_HINTS[state]}
          aria-pressed={chosen === state}
          onClick={() => setArchive({ state: chosen === state ? null : state, selected: null })}
        >
          <i className={`archive-dot ${state}`} />
          {`${grouped(counts[state])} ${stateName(state, counts[state])}`}
        </button>
      ))}
    </fieldset>
  );
}

/** A run that other machines work on, over the map: where its products lie, how far they are, what failed and why. */
export default function ArchiveView() {
  const run = useArchiveChoice((choice) => choice.run);
  const { data: overview, error, isPending } = useArchive(run?.handle ?? null);
  const { failed = 0, broken = 0 } = overview?.counts ?? {};
  return (
    <FullView className="archive-view" label="Archive">
      <header className="full-head">
        <h2 className="ellipsis">{run ? `Archive ${overview?.name ?? run.name}` : 'Archive'}</h2>
        {run && overview && <Progress overview={overview} />}
        <span className="grow" />
        {run && failed > 0 && (
          <Button onClick={() => void retryArchive(run.handle, false)}>Try {grouped(failed)} failed again</Button>
        )}
        {run && broken > 0 && (
          <Button
            title="Also those that are broken, once their files were mended"
            onClick={() => void retryArchive(run.handle, true)}
          >
            {failed > 0 ? `Try all ${grouped(failed + broken)} again` : `Try ${grouped(broken)} broken again`}
          </Button>
        )}
        {run && <Button onClick={() => void chooseArchive()}>Open another</Button>}
        <ToolButton icon={X} label="Back to the map" hint="Esc" onClick={() => runCommand('archive')} />
      </header>
      {!run && (
        <div className="empty">
          <p>
            A run is a folder that "nephoscope archive plan" made: thousands of products that other machines work on.
          </p>
          <Button variant="filled" onClick={() => void chooseArchive()}>
            Open a run
          </Button>
        </div>
      )}
      {run && error && <ErrorNotice error={error} />}
      {run && isPending && <RowsSkeleton />}
      {run && overview && (
        <>
          <Counts overview={overview} />
          <div className="archive-body">
            <div className="archive-side">
              <ArchiveMap key={run.handle} tiles={overview.tiles} />
              <ArchiveFailures failures={overview.failures} />
            </div>
            <ArchiveTable key={run.handle} handle={run.handle} />
          </div>
        </>
      )}
    </FullView>
  );
}
