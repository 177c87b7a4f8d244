import type { ArchiveFailure } from '../../api/types.ts';
import { setArchive } from '../../state/archive.ts';
import { grouped } from '../../widgets/format.ts';
import { inWindowWords } from '../../widgets/window-words.ts';

/** Why products failed, most frequent first; a count that is clicked lists its products. */
export function ArchiveFailures({ failures }: { readonly failures: readonly ArchiveFailure[] }) {
  return (
    <section className="archive-failures" aria-label="Failures">
      <div className="section-title">Failures</div>
      {failures.length === 0 && <p>No product has failed.</p>}
      {failures.map(({ state, reason, remedy, count }) => (
        <div key={`${state} ${reason}`}>
          <button
            type="button"
            className="link"
            onClick={() => setArchive({ state, tile: null, text: '', selected: null })}
          >
            <i className={`archive-dot ${state}`} />
            {`${grouped(count)} ${state}`}
          </button>
          <p className="selectable">{inWindowWords([reason, remedy].filter(Boolean).join(' '))}</p>
        </div>
      ))}
    </section>
  );
}
