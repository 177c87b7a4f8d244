import { CLEAR, MASK_CLASSES, MISSING } from '../core/classes.ts';
import { classRgba, parseColour } from './colours.ts';
import { toXml, type XmlElement } from './xml.ts';

/** Masks are laid over an image, which should show through. */
const OVERLAY_OPACITY = 0.6;
const DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n";
const QGIS_VERSION = '3.28.0';

/** Style of a mask raster for QGIS (`.qml`): our colours, clear not drawn, half transparent over the image. */
export function maskRasterStyle(): string {
  const entries = MASK_CLASSES.map((maskClass) => ({
    '@value': maskClass.code,
    '@label': maskClass.name,
    '@color': maskClass.colour ?? '#ffffff',
    '@alpha': classRgba(maskClass)[3],
  }));
  return qgisDocument({
    pipe: {
      rasterrenderer: {
        '@type': 'paletted',
        '@band': 1,
        '@opacity': OVERLAY_OPACITY,
        '@alphaBand': -1,
        '@nodataColor': '',
        rasterTransparency: '',
        colorPalette: { paletteEntry: entries },
      },
      brightnesscontrast: { '@brightness': 0, '@contrast': 0 },
      huesaturation: { '@saturation': 0, '@grayscaleMode': 0 },
      rasterresampler: { '@maxOversampling': 2 },
    },
    blendMode: 0,
  });
}

/** Style of class polygons for QGIS (`.qml`): a category for each class of the field `class`. */
export function polygonStyle(): string {
  return qgisDocument({
    'renderer-v2': {
      '@type': 'categorizedSymbol',
      '@attr': 'class',
      '@symbollevels': 0,
      '@enableorderby': 0,
      '@forceraster': 0,
      categories: {
        category: MASK_CLASSES.map(({ code, name }, index) => ({
          '@render': 'true',
          '@symbol': index,
          '@value': code,
          '@label': name,
        })),
      },
      symbols: { symbol: MASK_CLASSES.map((_, index) => fillSymbol(index)) },
    },
    blendMode: 0,
    layerOpacity: 1,
    layerGeometryType: 2,
  });
}

function fillSymbol(index: number): XmlElement {
  const { code, colour } = MASK_CLASSES[index]!;
  const rgb = parseColour(colour ?? '#ffffff').join(',');
  const options: Readonly<Record<string, string>> = {
    color: `${rgb},255`,
    style: colour === null ? 'no' : 'solid',
    outline_color: code === CLEAR || code === MISSING ? '128,128,128,255' : `${rgb},255`,
    outline_style: colour === null ? 'no' : 'solid',
    outline_width: '0.2',
    outline_width_unit: 'MM',
  };
  return {
    '@type': 'fill',
    '@name': index,
    '@alpha': OVERLAY_OPACITY,
    '@clip_to_extent': 1,
    '@force_rhr': 0,
    layer: {
      '@class': 'SimpleFill',
      '@enabled': 1,
      '@locked': 0,
      '@pass': 0,
      Option: {
        '@type': 'Map',
        Option: Object.entries(options).map(([name, value]) => ({
          '@type': 'QString',
          '@name': name,
          '@value': value,
        })),
      },
    },
  };
}

function qgisDocument(content: XmlElement): string {
  return DOCTYPE + toXml({ qgis: { '@version': QGIS_VERSION, '@styleCategories': 'Symbology', ...content } });
}
