import Unplug from 'lucide-react/icons/unplug';
import { useUnsaved } from '../state/project/unsaved.ts';
import { useEngineHealth } from '../state/queries.ts';
import { useUi } from '../state/ui.ts';

const TEXTS: Partial<Record<ReturnType<typeof useUi.getState>['connection'], string>> = {
  lost: 'The engine stopped and is being started again. Finished tiles are kept; unfinished jobs go on after that.',
  gone: 'Nephoscope does not answer: it has ended. Start it again, open the address that it prints, and close this window; the project opens by itself.',
  refused:
    'This window belongs to a Nephoscope that has ended. Open the address that the one running now has printed; then close this window.',
};

/** What of the last moments did not come to the project any more. */
function lossText(count: number): string {
  return count === 0
    ? ' All that was set here is in it.'
    : ' What was changed in the last moments before is not in it.';
}

/** Says that the engine is away, which comes back by itself, or that the window is not the shell's any more. */
export function Banner() {
  const connection = useUi((ui) => ui.connection);
  const unsaved = useUnsaved(({ names }) => names.size);
  // An engine that was given up has a notice of its own.
  const isGivenUp = useEngineHealth()?.state === 'stopped';
  const text = isGivenUp ? undefined : TEXTS[connection];
  return (
    <div role="alert">
      {text && (
        <div className="banner">
          <Unplug size={16} aria-hidden />
          <span>
            {text}
            {connection === 'gone' && lossText(unsaved)}
          </span>
        </div>
      )}
    </div>
  );
}
