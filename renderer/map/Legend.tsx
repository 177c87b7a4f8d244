import ChevronDown from 'lucide-react/icons/chevron-down';
import ChevronRight from 'lucide-react/icons/chevron-right';
import { useMapLook } from '../state/map-look.ts';
import { useUi } from '../state/ui.ts';
import { Swatch } from '../widgets/Swatch.tsx';
import { useLegend } from './use-legend.ts';

/** What the colours on the map mean, of what is drawn there now; it can be folded. */
export function Legend() {
  const { legend, legendFolded } = useMapLook();
  const parts = useLegend();
  const isBelow = useUi((ui) => ui.viewMode !== 'single');
  if (!legend || parts.length === 0) return null;
  const Chevron = legendFolded ? ChevronRight : ChevronDown;
  return (
    <section className={`legend${isBelow ? ' below' : ''}`} aria-label="Legend">
      <button
        type="button"
        className="legend-title"
        aria-expanded={!legendFolded}
        onClick={() => useMapLook.setState({ legendFolded: !legendFolded })}
      >
        <Chevron size={12} aria-hidden />
        Legend
      </button>
      {!legendFolded &&
        parts.map(({ title, entries }) => (
          <div key={title} className="legend-part">
            <p className="legend-head" title={title}>
              {title}
            </p>
            <ul className="bare">
              {entries.map(({ name, colour, hatched }) => (
                <li key={name}>
                  <Swatch colour={colour} hatched={hatched} />
                  <span>{name}</span>
                </li>
              ))}
            </ul>
          </div>
        ))}
    </section>
  );
}
