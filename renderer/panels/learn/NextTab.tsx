import { useQuery } from '@tanstack/react-query';
import { addRanked, labelFirst } from '../../actions/label/rank.ts';
import { learnEngine } from '../../api/learn-engine.ts';
import { useLearn } from '../../state/label/learn.ts';
import { ErrorNotice, Notice } from '../../widgets/Notice.tsx';
import { RowsSkeleton } from '../../widgets/RowsSkeleton.tsx';
import { BatchCurve } from './BatchCurve.tsx';
import { RankedList } from './RankedList.tsx';
import { RankForm } from './RankForm.tsx';

/** What to label next, by stored probabilities; and whether it still pays to go on. */
export function NextTab({ project }: { readonly project: string }) {
  const { wish, folder, ranked } = useLearn();
  const own = ranked?.project === project ? ranked : null;
  const ranking = useQuery({
    queryKey: ['rank', project, JSON.stringify({ wish, folder: folder?.handle })],
    queryFn: async ({ signal }) => {
      const found = await learnEngine.rank(project, { ...wish, folder: folder?.handle ?? null }, false, signal);
      useLearn.setState({ ranked: { project, found, added: false } });
      return null;
    },
    enabled: false,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
  return (
    <div className="learn-columns">
      <div className="learn-side">
        <RankForm isBusy={ranking.isFetching} onRank={() => void ranking.refetch()} />
        <BatchCurve />
      </div>
      <div className="learn-main">
        {ranking.error && <ErrorNotice error={ranking.error} />}
        {ranking.isFetching ? (
          <RowsSkeleton />
        ) : own ? (
          <>
            {own.found.notes.length > 0 && <Notice kind="warning" text={own.found.notes.join(' ')} />}
            <RankedList
              project={project}
              ranked={own.found}
              isAdded={own.added}
              onAdd={() => void addRanked(project)}
              onLabel={() => labelFirst(own.found)}
            />
          </>
        ) : (
          <div className="empty">
            <p>
              Windows are ranked by how unsure the network is of them. Their masks must be computed; nothing else is, so
              that a hundred scenes take seconds.
            </p>
          </div>
        )}
      </div>
    </div>
  );
}
