import { crsName } from '../utm.ts';
import { type FoundPlace, PlaceError } from './found-place.ts';
import { bandRange, fromUtm, isInBand } from './utm.ts';

const METRES = /^E?\s*(\d{6}(?:\.\d+)?)\s*(?:m\b)?\s*E?\s*[,;\s]\s*N?\s*(\d{1,8}(?:\.\d+)?)\s*(?:m\b)?\s*N?$/i;

function zoned(zone: number, isSouth: boolean, metres: string, letter?: string): FoundPlace[] {
  const match = METRES.exec(metres.trim());
  if (!match) throw new PlaceError('After the zone, give easting and northing in metres: 572340 5921160.');
  if (zone < 1 || zone > 60) throw new PlaceError(`UTM has zones 1 to 60, not ${zone}.`);
  const [easting, northing] = [Number(match[1]), Number(match[2])];
  if (northing > 10_000_000) throw new PlaceError('A northing is below 10 000 000 m.');
  const [lon, lat] = fromUtm({ zone, isSouth, easting, northing });
  if (!Number.isFinite(lon) || lat < -80.5 || lat > 84.5) throw new PlaceError('UTM ends at 80° S and 84° N.');
  if (letter && !isInBand(letter, lat)) return [];
  const epsg = (isSouth ? 32700 : 32600) + zone;
  return [{ kind: letter ? `UTM zone ${zone}, band ${letter}` : crsName(epsg), lon, lat, box: null }];
}

/** After the zone a letter: of the hemisphere (N, S) or of the band of latitude; where it may be both, both are given. */
function lettered(zone: number, letter: string, metres: string): FoundPlace[] {
  const range = bandRange(letter);
  const asBand = range ? zoned(zone, range[1] <= 0, metres, letter) : [];
  const asHemisphere = letter === 'N' || letter === 'S' ? zoned(zone, letter === 'S', metres) : [];
  // Zone 29N is read as the north alone: a place in band N lies there anyway.
  const found = letter === 'N' ? asHemisphere : [...asHemisphere, ...asBand];
  if (found.length === 0)
    throw new PlaceError(
      `These metres do not lie in band ${letter} of zone ${zone}; leave the letter out, or say N or S.`,
    );
  return found;
}

/**
 * Reads UTM: a zone with a letter, or an EPSG code, then easting and northing in metres; the metres alone are of the zone that
 * the map's scene has.
 *
 * @param sceneEpsg of the active scene; null where there is none
 * @throws PlaceError where it nearly is one
 */
export function readUtm(text: string, sceneEpsg: number | null): FoundPlace[] {
  const epsg = /^(?:EPSG:\s*)?(32[67])(\d\d)\s*[,;:\s]\s*(.+)$/i.exec(text);
  if (epsg) return zoned(Number(epsg[2]), epsg[1] === '327', epsg[3]!);
  const before = /^(?:UTM\s*)?(?:zone\s*)?(\d{1,2})\s*([A-Z])\s*[,;:\s]\s*(\d{6}.*|E.+)$/i.exec(text);
  if (before) return lettered(Number(before[1]), before[2]!.toUpperCase(), before[3]!);
  const after = /^(.*\d.*?)\s*[,;\s]\s*UTM\s*(?:zone\s*)?(\d{1,2})\s*([A-Z])$/i.exec(text);
  if (after) return lettered(Number(after[2]), after[3]!.toUpperCase(), after[1]!);
  if (!METRES.test(text)) return [];
  const zone = sceneEpsg === null ? 0 : sceneEpsg % 100;
  const isUtm = sceneEpsg !== null && (sceneEpsg - zone === 32600 || sceneEpsg - zone === 32700);
  if (!isUtm) throw new PlaceError('Say the zone before the metres: 29U 572340 5921160.');
  return zoned(zone, sceneEpsg - zone === 32700, text);
}
