import type { Grid } from '../core/grid.ts';
import { toXml, type XmlElement } from './xml.ts';

/** Red, green, blue, alpha, 0 to 255. */
export type Rgba = readonly [number, number, number, number];

/** A band of a headerless file of raw values, little-endian, row by row. */
export interface RawBand {
  readonly file: string;
  readonly type: 'Byte' | 'UInt16';
  /** Byte at which the band starts, and bytes from pixel to pixel; bands of one file may be interleaved. */
  readonly firstByte?: number;
  readonly pixelBytes?: number;
  readonly description?: string;
  readonly noData?: number;
  /** Physical value = stored value * scale + offset. */
  readonly scale?: number;
  readonly offset?: number;
  readonly colourInterpretation?: 'Palette' | 'Gray' | 'Red' | 'Green' | 'Blue' | 'Alpha' | 'Undefined';
  readonly colours?: readonly Rgba[];
  readonly categories?: readonly string[];
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface RawRaster {
  readonly width: number;
  readonly height: number;
  /** Null: a picture without a place on the ground. */
  readonly grid: Grid | null;
  readonly bands: readonly RawBand[];
  /** Raw bytes that are 0 where nothing is known and 255 elsewhere, for all bands. */
  readonly validity?: RawBand;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Describes raw files as a GDAL virtual raster (https://gdal.org/drivers/raster/vrt.html), which gives them a coordinate
 * system, colours, category names and metadata for the driver that copies them. A grid without EPSG code keeps its
 * geotransform and has no coordinate system.
 */
export function describeRaw(raster: RawRaster): string {
  const { grid } = raster;
  return toXml({
    VRTDataset: {
      '@rasterXSize': raster.width,
      '@rasterYSize': raster.height,
      SRS: grid?.epsg == null ? undefined : `EPSG:${grid.epsg}`,
      GeoTransform:
        grid === null
          ? undefined
          : [grid.originX, grid.pixelMetres, 0, grid.originY, 0, -grid.pixelMetres].map(String).join(', '),
      Metadata: metadataElement(raster.metadata),
      VRTRasterBand: raster.bands.map((band, index) => bandElement(raster, band, index + 1)),
      MaskBand: raster.validity && { VRTRasterBand: bandElement(raster, raster.validity, undefined) },
    },
  });
}

function bandElement({ width }: RawRaster, band: RawBand, number: number | undefined): XmlElement {
  const pixelBytes = band.pixelBytes ?? (band.type === 'Byte' ? 1 : 2);
  return {
    '@dataType': band.type,
    '@band': number,
    '@subClass': 'VRTRawRasterBand',
    Description: band.description,
    Metadata: band.metadata && metadataElement(band.metadata),
    NoDataValue: band.noData,
    ColorInterp: band.colourInterpretation,
    CategoryNames: band.categories && { Category: band.categories },
    ColorTable: band.colours && {
      Entry: band.colours.map(([c1, c2, c3, c4]) => ({ '@c1': c1, '@c2': c2, '@c3': c3, '@c4': c4 })),
    },
    Offset: band.offset,
    Scale: band.scale,
    SourceFilename: { '@relativeToVRT': 1, '#text': band.file },
    ImageOffset: band.firstByte ?? 0,
    PixelOffset: pixelBytes,
    LineOffset: pixelBytes * width,
    ByteOrder: 'LSB',
  };
}

function metadataElement(metadata: Readonly<Record<string, string>>): XmlElement {
  return { MDI: Object.entries(metadata).map(([key, text]) => ({ '@key': key, '#text': text })) };
}
