import Maximize from 'lucide-react/icons/maximize';
import Minus from 'lucide-react/icons/minus';
import Plus from 'lucide-react/icons/plus';
import { type KeyboardEvent, useMemo, useState } from 'react';
import type { ArchiveTile } from '../../api/types.ts';
import { ARCHIVE_STATES, setArchive, stateName, tileState, useArchiveChoice } from '../../state/archive.ts';
import { tileText } from '../../state/product-name.ts';
import { grouped } from '../../widgets/format.ts';
import { ToolButton } from '../../widgets/ToolButton.tsx';
import { gridLines, type MapView, type Position, type Size, toPixel, unwrapped } from './map-geometry.ts';
import { STEP, useMapView } from './use-map-view.ts';

type PlacedTile = ArchiveTile & { readonly ring: readonly Position[] };

function describe({ tile, counts }: ArchiveTile): string {
  const parts = ARCHIVE_STATES.filter((state) => counts[state] > 0).map(
    (state) => `${grouped(counts[state])} ${stateName(state, counts[state])}`,
  );
  return `${tile === null ? 'Unknown tile' : tileText(tile)}: ${parts.join(', ')}`;
}

function total({ counts }: ArchiveTile): number {
  return ARCHIVE_STATES.reduce((sum, state) => sum + counts[state], 0);
}

/** Names of parallels leave this to those of meridians. */
const CORNER_PIXELS = 20;

function Graticule({ view, size }: { readonly view: MapView; readonly size: Size }) {
  const { meridians, parallels } = gridLines(view, size);
  return (
    <g className="archive-grid" aria-hidden>
      {meridians.map(({ at, text }) => {
        const [x] = toPixel([at, view.lat], view, size);
        return (
          <g key={at}>
            <line x1={x} x2={x} y1={0} y2={size.height} />
            <text x={x + 3} y={size.height - 5}>
              {text}
            </text>
          </g>
        );
      })}
      {parallels.map(({ at, text }) => {
        const [, y] = toPixel([view.lon, at], view, size);
        return (
          <g key={at}>
            <line x1={0} x2={size.width} y1={y} y2={y} />
            {y < size.height - CORNER_PIXELS && (
              <text x={4} y={y - 3}>
                {text}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}

/** Pixels that a tile wants for its name, and for how far it is beneath. */
const NAME_WIDTH = 46;
const COUNT_HEIGHT = 34;

function TileLabel({
  tile,
  points,
}: {
  readonly tile: PlacedTile;
  readonly points: readonly (readonly [number, number])[];
}) {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  if (right - left < NAME_WIDTH || bottom - top < 16) return null;
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  const hasCount = bottom - top >= COUNT_HEIGHT;
  return (
    <g className="archive-tile-label" aria-hidden>
      <text x={x} y={hasCount ? y - 2 : y + 4}>
        {tile.tile !== null && tileText(tile.tile)}
      </text>
      {hasCount && (
        <text x={x} y={y + 12}>
          {`${grouped(tile.counts.done)} of ${grouped(total(tile))}`}
        </text>
      )}
    </g>
  );
}

/** Footprints of the tiles, coloured by what wants attention first; one that is clicked filters the table. */
export function ArchiveMap({ tiles }: { readonly tiles: readonly ArchiveTile[] }) {
  const chosen = useArchiveChoice(({ tile }) => tile);
  const placed = useMemo(() => {
    const known = tiles.flatMap((tile) => (tile.ring ? [{ ...tile, ring: tile.ring }] : []));
    const rings = unwrapped(known.map(({ ring }) => ring));
    return known.map((tile, k): PlacedTile => ({ ...tile, ring: rings[k]! }));
  }, [tiles]);
  const rings = useMemo(() => placed.map(({ ring }) => ring), [placed]);
  const { element, size, view, isFitted, wasDragged, zoom, showAll, pointer } = useMapView(rings);
  const [focused, setFocused] = useState(0);
  if (placed.length === 0) return <div className="empty">No product tells where it lies.</div>;
  const toggle = (tile: string | null) => {
    if (!wasDragged()) setArchive({ tile: chosen === tile ? null : tile, selected: null });
  };
  const stop = Math.min(focused, placed.length - 1);
  const onKeyDown = (event: KeyboardEvent, k: number) => {
    const step = ['ArrowRight', 'ArrowDown'].includes(event.key)
      ? 1
      : ['ArrowLeft', 'ArrowUp'].includes(event.key)
        ? -1
        : 0;
    if (event.key === 'Enter' || event.key === ' ')
      setArchive({ tile: chosen === placed[k]!.tile ? null : placed[k]!.tile });
    if (event.key === '+' || event.key === '=') zoom(STEP);
    if (event.key === '-') zoom(1 / STEP);
    if (event.key === '0') showAll();
    if (step !== 0) {
      const next = (k + step + placed.length) % placed.length;
      setFocused(next);
      element.current?.querySelectorAll<SVGElement>('polygon')[next]?.focus();
    }
    if (step !== 0 || [' ', '+', '=', '-', '0'].includes(event.key)) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
  const drawn = placed.map((tile) => ({ tile, points: tile.ring.map((position) => toPixel(position, view, size)) }));
  return (
    <div className="archive-map">
      {/* biome-ignore lint/a11y/useSemanticElements: a picture is no fieldset */}
      <svg ref={element} aria-label="Footprints of the tiles" role="group" {...pointer}>
        <Graticule view={view} size={size} />
        {drawn.map(({ tile, points }, k) => (
          // biome-ignore lint/a11y/useSemanticElements: a button cannot be drawn in a picture
          <polygon
            key={tile.tile}
            className={tileState(tile.counts)}
            points={points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')}
            role="button"
            tabIndex={k === stop ? 0 : -1}
            aria-label={describe(tile)}
            aria-pressed={chosen === tile.tile}
            onFocus={() => setFocused(k)}
            onClick={() => toggle(tile.tile)}
            onKeyDown={(event) => onKeyDown(event, k)}
          >
            <title>{describe(tile)}</title>
          </polygon>
        ))}
        {drawn.map(({ tile, points }) => (
          <TileLabel key={tile.tile} tile={tile} points={points} />
        ))}
      </svg>
      <div className="archive-zoom">
        <ToolButton small icon={Plus} label="Zoom in" onClick={() => zoom(STEP)} />
        <ToolButton small icon={Minus} label="Zoom out" onClick={() => zoom(1 / STEP)} />
        <ToolButton small icon={Maximize} label="Show all tiles" disabled={isFitted} onClick={showAll} />
      </div>
    </div>
  );
}
