/** What {@link fakeTiff} writes besides one strip of zeros. */
export interface FakeTiff {
  readonly width?: number;
  readonly height?: number;
  readonly descriptions: readonly (string | null)[];
  readonly bits?: number;
  /** TIFF's SampleFormat: 1 unsigned, 2 signed, 3 float. */
  readonly sampleFormat?: number;
  readonly pixelMetres?: number | null;
  /** GeoKeys as pairs of key and short value; UTM zone 32 north by default. */
  readonly geoKeys?: readonly (readonly [number, number])[];
  readonly noData?: string;
  readonly scale?: number;
  readonly offset?: number;
  /** 16-bit values that take turns in the strip; zeros where there are none. */
  readonly values?: readonly number[];
}

type Tag = readonly [tag: number, type: number, count: number, data: Buffer];

const shorts = (values: readonly number[]) => Buffer.from(Uint16Array.from(values).buffer);
const doubles = (values: readonly number[]) => Buffer.from(Float64Array.from(values).buffer);
const ascii = (value: string) => Buffer.from(`${value}\0`);
const long = (value: number) => Buffer.from(Uint32Array.of(value).buffer);

const UTM_32 = [
  [1024, 1],
  [1025, 1],
  [3072, 32632],
] as const;
const STRIP_OFFSET_TAG = 273;

/** A little-endian TIFF with GDAL's metadata (TIFF 6.0, GeoTIFF 1.1). */
export function fakeTiff(options: FakeTiff): Buffer {
  const { width = 30, height = 30, descriptions, bits = 16 } = options;
  const stripBytes = (width * height * descriptions.length * bits) / 8;
  const tags = [...imageTags(options, stripBytes), ...placeTags(options), ...metadataTags(options)];
  return Buffer.concat([
    Buffer.from('49492a0008000000', 'hex'),
    ...directoryOf(tags),
    stripOf(options.values ?? [0], stripBytes),
  ]);
}

function imageTags(options: FakeTiff, stripBytes: number): Tag[] {
  const { width = 30, height = 30, descriptions, bits = 16, sampleFormat = 1 } = options;
  const count = descriptions.length;
  return [
    [256, 4, 1, long(width)],
    [257, 4, 1, long(height)],
    [258, 3, count, shorts(descriptions.map(() => bits))],
    [259, 3, 1, shorts([1])],
    [262, 3, 1, shorts([1])],
    [STRIP_OFFSET_TAG, 4, 1, long(0)],
    [277, 3, 1, shorts([count])],
    [278, 4, 1, long(height)],
    [279, 4, 1, long(stripBytes)],
    [284, 3, 1, shorts([1])],
    [339, 3, count, shorts(descriptions.map(() => sampleFormat))],
  ];
}

function placeTags({ pixelMetres = 20, geoKeys = UTM_32 }: FakeTiff): Tag[] {
  if (pixelMetres === null) return [];
  const keys = [1, 1, 0, geoKeys.length, ...geoKeys.flatMap(([key, value]) => [key, 0, 1, value])];
  return [
    [33550, 12, 3, doubles([pixelMetres, pixelMetres, 0])],
    [33922, 12, 6, doubles([0, 0, 0, 600_000, 5_900_040, 0])],
    [34735, 3, keys.length, shorts(keys)],
  ];
}

function metadataTags({ descriptions, scale, offset, noData }: FakeTiff): Tag[] {
  const item = (name: string, sample: number, value: string | number | null | undefined) =>
    value == null ? '' : `<Item name="${name}" sample="${sample}" role="${name.toLowerCase()}">${value}</Item>`;
  const items = descriptions.flatMap((description, k) => [
    item('DESCRIPTION', k, description),
    item('SCALE', k, scale),
    item('OFFSET', k, offset),
  ]);
  const metadata = ascii(`<GDALMetadata>${items.join('')}</GDALMetadata>`);
  const tags: Tag[] = [[42112, 2, metadata.length, metadata]];
  return noData === undefined ? tags : [...tags, [42113, 2, noData.length + 1, ascii(noData)]];
}

/** The directory of a file whose one strip follows it, and what does not fit into its entries. */
function directoryOf(tags: readonly Tag[]): readonly Buffer[] {
  const directory = Buffer.alloc(2 + 12 * tags.length + 4);
  directory.writeUInt16LE(tags.length, 0);
  const extra: Buffer[] = [];
  let offset = 8 + directory.length;
  for (const [k, [tag, type, count, data]] of tags.entries()) {
    const at = 2 + 12 * k;
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(type, at + 2);
    directory.writeUInt32LE(count, at + 4);
    if (data.length <= 4) data.copy(directory, at + 8);
    else {
      directory.writeUInt32LE(offset, at + 8);
      extra.push(data);
      offset += data.length;
    }
  }
  directory.writeUInt32LE(offset, 2 + 12 * tags.findIndex(([tag]) => tag === STRIP_OFFSET_TAG) + 8);
  return [directory, ...extra];
}

/** A strip of 16-bit values that take turns. */
function stripOf(values: readonly number[], bytes: number): Buffer {
  const strip = Buffer.alloc(bytes);
  for (let k = 0; 2 * k + 1 < bytes; k++) strip.writeUInt16LE(values[k % values.length]!, 2 * k);
  return strip;
}
