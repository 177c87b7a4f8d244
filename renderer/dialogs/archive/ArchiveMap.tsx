import type { ArchiveTile } from '../../api/types.ts';
import { ARCHIVE_STATES, setArchive, tileState, useArchiveChoice } from '../../state/archive.ts';

const WIDTH = 400;
const MOST_HEIGHT = 300;
/** Degrees around the footprints. */
const MARGIN = 0.4;

type Position = readonly [number, number];

/** Degrees to the picture: longitudes are shortened as they are at the middle latitude. */
function projectionOf(positions: readonly Position[]) {
  const [lons, lats] = [positions.map(([lon]) => lon), positions.map(([, lat]) => lat)];
  const [west, east] = [Math.min(...lons) - MARGIN, Math.max(...lons) + MARGIN];
  const [south, north] = [Math.min(...lats) - MARGIN, Math.max(...lats) + MARGIN];
  const shortened = Math.cos(((south + north) / 2) * (Math.PI / 180));
  const scale = Math.min(WIDTH / ((east - west) * shortened), MOST_HEIGHT / (north - south));
  return {
    width: (east - west) * shortened * scale,
    height: (north - south) * scale,
    place: ([lon, lat]: Position) =>
      `${((lon - west) * shortened * scale).toFixed(1)},${((north - lat) * scale).toFixed(1)}`,
  };
}

function describe({ tile, counts }: ArchiveTile): string {
  const parts = ARCHIVE_STATES.filter((state) => counts[state] > 0).map((state) => `${counts[state]} ${state}`);
  return `${tile ?? 'Unknown tile'}: ${parts.join(', ')}`;
}

/** Footprints of the tiles, coloured by what wants attention first; one that is clicked filters the table. */
export function ArchiveMap({ tiles }: { readonly tiles: readonly ArchiveTile[] }) {
  const chosen = useArchiveChoice(({ tile }) => tile);
  const placed = tiles.flatMap((tile) => (tile.ring ? [{ ...tile, ring: tile.ring }] : []));
  if (placed.length === 0) return <div className="empty">No product tells where it lies.</div>;
  const { width, height, place } = projectionOf(placed.flatMap(({ ring }) => ring));
  const toggle = (tile: string | null) => setArchive({ tile: chosen === tile ? null : tile });
  return (
    <svg className="archive-map" viewBox={`0 0 ${width} ${height}`}>
      <title>Footprints of the tiles</title>
      {placed.map((tile) => (
        // biome-ignore lint/a11y/useSemanticElements: a button cannot be drawn in a picture
        <polygon
          key={tile.tile}
          className={tileState(tile.counts)}
          points={tile.ring.map(place).join(' ')}
          role="button"
          tabIndex={0}
          aria-label={describe(tile)}
          aria-pressed={chosen === tile.tile}
          onClick={() => toggle(tile.tile)}
          onKeyDown={({ key }) => (key === 'Enter' || key === ' ') && toggle(tile.tile)}
        >
          <title>{describe(tile)}</title>
        </polygon>
      ))}
    </svg>
  );
}
