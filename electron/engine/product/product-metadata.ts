import { BAND_IDS, type BandId, bandsOfLevel, type Level } from '../core/bands.ts';
import { ProductError } from '../core/errors.ts';
import { attribute, element, elements, numberOf, text, textOf, type XmlNode } from './xml.ts';

/** What the product's metadata file (`MTD_MSIL1C.xml`, `MTD_MSIL2A.xml` or of the old format) says. */
export interface ProductMetadata {
  readonly level: Level;
  /** `PRODUCT_URI` without `.SAFE`, where it is a product name. */
  readonly uri: string | null;
  readonly platform: string | null;
  readonly sensingTime: string | null;
  readonly relativeOrbit: number | null;
  readonly baseline: string | null;
  /** Null where it is not written, or not usable: `quantificationProblem` says which. */
  readonly quantification: number | null;
  readonly quantificationProblem: string | null;
  readonly offsets: ListedOffsets;
  readonly noDataDn: number | null;
  readonly saturatedDn: number | null;
  readonly footprint: readonly (readonly [number, number])[] | null;
  readonly granules: readonly GranuleListing[];
}

/** A granule as the product lists it. */
export interface GranuleListing {
  readonly id: string;
  /** Image files, without ending; a path in the compact format, a bare name in the old one. */
  readonly images: readonly string[];
}

/** The list of radiometric offsets in DN, or why it cannot be used. */
export type ListedOffsets =
  | { readonly kind: 'listed'; readonly offsets: Readonly<Partial<Record<BandId, number>>> }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unusable'; readonly problem: string };

/** The processing level that the root element names: `Level-1C_User_Product`. */
function levelOf(node: XmlNode, file: string): Level {
  const root = Object.keys(node).find((key) => key.endsWith('_User_Product'));
  const level = root?.slice(0, -'_User_Product'.length);
  if (level === 'Level-1C') return 'L1C';
  if (level === 'Level-2A' || level === 'Level-2Ap') return 'L2A';
  throw new ProductError(
    level === undefined ? `${file} is no Sentinel-2 product metadata.` : `The product is of ${level}.`,
    { file, remedy: 'Choose a Sentinel-2 product of Level-1C or Level-2A.' },
  );
}

/**
 * Offset in DN of every band by `band_id` (0 to 12 in the order of `BAND_IDS`; Sentinel-2 Products Specification
 * Document, version 14.9 on).
 */
function readOffsets(node: XmlNode, level: Level): ListedOffsets {
  const bands = bandsOfLevel(level);
  const listed = elements(node, 'RADIO_ADD_OFFSET', 'BOA_ADD_OFFSET');
  const lists = elements(node, 'Radiometric_Offset_List', 'BOA_ADD_OFFSET_VALUES_LIST');
  const refuse = (problem: string): ListedOffsets => ({ kind: 'unusable', problem });
  if (listed.length === 0 && lists.length === 0) return { kind: 'absent' };
  const offsets: Partial<Record<BandId, number>> = {};
  for (const item of listed) {
    const id = attribute(item, 'band_id') ?? attribute(item, 'bandId') ?? '';
    const band = /^\d+$/.test(id) ? BAND_IDS[Number(id)] : undefined;
    const value = numberOf(textOf(item));
    if (band === undefined) return refuse(`band_id "${id}" is not 0 to 12`);
    if (value === null) return refuse(`the offset of band_id ${id} is "${textOf(item)}"`);
    if (offsets[band] !== undefined && offsets[band] !== value) return refuse(`band_id ${id} is listed twice`);
    offsets[band] = value;
  }
  const missing = bands.filter((band) => offsets[band] === undefined);
  if (missing.length > 0) return refuse(`none is given for ${missing.join(', ')}`);
  return { kind: 'listed', offsets };
}

function readQuantification(
  node: XmlNode,
  level: Level,
  file: string,
): Pick<ProductMetadata, 'quantification' | 'quantificationProblem'> {
  const names =
    level === 'L1C' ? ['QUANTIFICATION_VALUE'] : ['BOA_QUANTIFICATION_VALUE', 'L2A_BOA_QUANTIFICATION_VALUE'];
  const found = text(node, ...names);
  const value = numberOf(found);
  if (value !== null && value > 0) return { quantification: value, quantificationProblem: null };
  return {
    quantification: null,
    quantificationProblem:
      found === null ? `${file} has no ${names[0]}.` : `${names[0]} in ${file} is "${found}", not a positive number.`,
  };
}

function readSpecialValue(node: XmlNode, name: string): number | null {
  for (const item of elements(node, 'Special_Values')) {
    if (typeof item !== 'string' && text(item, 'SPECIAL_VALUE_TEXT') === name) {
      return numberOf(text(item, 'SPECIAL_VALUE_INDEX'));
    }
  }
  return null;
}

function readFootprint(node: XmlNode): [number, number][] | null {
  const values = (text(node, 'EXT_POS_LIST') ?? '').split(/\s+/).filter(Boolean).map(Number);
  if (values.length < 8 || values.length % 2 === 1 || values.some((value) => !Number.isFinite(value))) return null;
  const ring = Array.from({ length: values.length / 2 }, (_, k): [number, number] => [
    values[2 * k + 1]!,
    values[2 * k]!,
  ]);
  const [first, last] = [ring[0], ring.at(-1)];
  if (first && last && (first[0] !== last[0] || first[1] !== last[1])) ring.push([...first]);
  return ring.every(([lon, lat]) => Math.abs(lon) <= 360 && Math.abs(lat) <= 90) ? ring : null;
}

function readGranules(node: XmlNode): GranuleListing[] {
  return elements(node, 'Granule', 'Granules').flatMap((item) => {
    if (typeof item === 'string') return [];
    const images = elements(item, 'IMAGE_FILE', 'IMAGE_FILE_2A', 'IMAGE_ID', 'IMAGE_ID_2A').map(textOf).filter(Boolean);
    return [{ id: attribute(item, 'granuleIdentifier') ?? '', images }];
  });
}

function readBaseline(node: XmlNode, uri: string | null): string | null {
  const written = text(node, 'PROCESSING_BASELINE');
  if (written !== null && /^\d{2}\.\d{2}$/.test(written)) return written;
  const named = /_N(\d{2})(\d{2})_/.exec(uri ?? '');
  return named ? `${named[1]}.${named[2]}` : null;
}

/**
 * Reads a product's metadata of any version (namespaces `psd-12` to `psd-15`, names with and without `L2A_`).
 *
 * @param folderName name of the folder or zip, which may tell what the metadata does not
 * @throws ProductError when the level is another one
 */
export function readProductMetadata(node: XmlNode, file: string, folderName: string): ProductMetadata {
  const level = levelOf(node, file);
  const info = element(node, 'Product_Info', 'L2A_Product_Info');
  const characteristics = element(node, 'Product_Image_Characteristics', 'L2A_Product_Image_Characteristics');
  const named = text(info, 'PRODUCT_URI', ...(level === 'L1C' ? ['PRODUCT_URI_1C'] : ['PRODUCT_URI_2A']));
  const uri = named !== null && /^S2[A-Z]_/.test(named) ? named.replace(/\.SAFE$/i, '') : null;
  const baseline = readBaseline(info, uri ?? folderName);
  const orbit = numberOf(text(info, 'SENSING_ORBIT_NUMBER'));
  const letter =
    /^Sentinel-2([A-Z])$/i.exec(text(info, 'SPACECRAFT_NAME') ?? '')?.[1] ?? /^S2([A-Z])_/.exec(uri ?? folderName)?.[1];
  return {
    level,
    uri,
    platform: letter === undefined ? null : `Sentinel-2${letter.toUpperCase()}`,
    sensingTime: text(info, 'DATATAKE_SENSING_START', 'PRODUCT_START_TIME'),
    relativeOrbit: orbit,
    baseline,
    ...readQuantification(characteristics, level, file),
    offsets: readOffsets(characteristics, level),
    noDataDn: readSpecialValue(characteristics, 'NODATA'),
    saturatedDn: readSpecialValue(characteristics, 'SATURATED'),
    footprint: readFootprint(node),
    granules: readGranules(info),
  };
}
