import { useState } from 'react';
import { scaleDenominator } from '../geo/mercator.ts';
import { setScale } from '../map/registry.ts';
import { readScale } from '../state/read-scale.ts';
import { useUi } from '../state/ui.ts';
import { scaleText } from '../widgets/format.ts';

/** The scale of the map on the ground; a click lets another one be typed. */
export function ScaleField() {
  const viewport = useUi((ui) => ui.viewport);
  const [text, setText] = useState<string | null>(null);
  if (!viewport) return null;
  const shown = scaleText(scaleDenominator(viewport.zoom, viewport.latitude));
  if (text === null) {
    return (
      <button
        type="button"
        className="scale-field"
        aria-label={`${shown}: type another scale`}
        title="Scale of the map; click to type another one"
        onClick={() => setText(shown)}
      >
        {shown}
      </button>
    );
  }
  const wanted = readScale(text);
  const take = () => {
    if (text !== shown && wanted !== null) setScale(wanted);
    setText(null);
  };
  return (
    <input
      className="scale-field"
      aria-label="Scale"
      aria-invalid={wanted === null}
      title="1:50000, 50000 or 50k"
      // biome-ignore lint/a11y/noAutofocus: it takes the place of the button that was pressed
      autoFocus
      value={text}
      onFocus={(event) => event.target.select()}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => setText(null)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setText(null);
        // What is no scale stays to be mended.
        if (event.key === 'Enter' && wanted !== null) take();
      }}
    />
  );
}
