import Unplug from 'lucide-react/icons/unplug';
import { useEngineHealth } from '../state/queries.ts';
import { useUi } from '../state/ui.ts';

const TEXTS: Partial<Record<ReturnType<typeof useUi.getState>['connection'], string>> = {
  lost: 'The engine stopped and is being started again. Finished tiles are kept; unfinished jobs go on after that.',
  refused:
    'This window belongs to a Nephoscope that has ended. Open the address that the one running now has printed; then close this window.',
};

/** Says that the engine is away, which comes back by itself, or that the window is not the shell's any more. */
export function Banner() {
  const connection = useUi((ui) => ui.connection);
  // An engine that was given up has a notice of its own.
  const isGivenUp = useEngineHealth()?.state === 'stopped';
  const text = isGivenUp ? undefined : TEXTS[connection];
  return (
    <div role="alert">
      {text && (
        <div className="banner">
          <Unplug size={16} aria-hidden />
          <span>{text}</span>
        </div>
      )}
    </div>
  );
}
