import type { ArchiveFailure } from '../../api/types.ts';
import { setArchive } from '../../state/archive.ts';
import { inWindowWords } from '../../widgets/window-words.ts';

/** Why products failed, most frequent first. */
export function ArchiveFailures({ failures }: { readonly failures: readonly ArchiveFailure[] }) {
  if (failures.length === 0) return null;
  return (
    <section className="archive-failures" aria-label="Failures">
      <div className="section-title">Failures</div>
      {failures.map(({ state, reason, remedy, count }) => (
        <div key={`${state} ${reason}`}>
          <button type="button" className="link" onClick={() => setArchive({ state })}>
            {`${count} ${state}`}
          </button>
          <p>{inWindowWords([reason, remedy].filter(Boolean).join(' '))}</p>
        </div>
      ))}
    </section>
  );
}
