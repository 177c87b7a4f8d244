import Unplug from 'lucide-react/icons/unplug';
import { useUi } from '../state/ui.ts';

/** Says that the engine is away; it comes back by itself. */
export function Banner() {
  const lost = useUi((ui) => ui.connection === 'lost');
  return (
    <div role="alert">
      {lost && (
        <div className="banner">
          <Unplug size={16} aria-hidden />
          <span>
            The engine stopped and is being started again. Finished tiles are kept; unfinished jobs go on after that.
          </span>
        </div>
      )}
    </div>
  );
}
