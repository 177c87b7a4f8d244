import type { ProductDetail } from '../api/types.ts';
import { anglesText } from '../widgets/format.ts';

/** Where the sun stood: the arrow points the way its light fell, so that shadows lie along it. North is up. */
export function SunArrow({ sun }: { readonly sun: ProductDetail['sun'] }) {
  if (!sun) return null;
  const elevation = 90 - sun.zenithDegrees;
  return (
    <div className="sun" title={`Sun ${anglesText(sun)}`}>
      <svg width="30" height="30" viewBox="-15 -15 30 30" aria-hidden="true">
        <circle r="13.5" fill="none" stroke="currentColor" strokeOpacity="0.35" />
        <g transform={`rotate(${sun.azimuthDegrees})`}>
          <circle cy="-10" r="3.2" fill="#F0C040" stroke="#000" strokeOpacity="0.5" />
          <path d="M0 -6 V10 M-3.5 6 L0 10.5 L3.5 6" fill="none" stroke="currentColor" strokeWidth="1.6" />
        </g>
      </svg>
      <span>
        Sun {sun.azimuthDegrees.toFixed(0)}°, {elevation.toFixed(0)}° high
      </span>
    </div>
  );
}
