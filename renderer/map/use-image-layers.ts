import type { Map as MapLibreMap, RasterSourceSpecification, RasterTileSource } from 'maplibre-gl';
import { useEffect } from 'react';
import { type Box, isOverDateLine } from '../geo/globe.ts';
import { drawnImages } from '../state/milestones.ts';
import { imageTiles, TILE_SIZE } from './image-url.ts';
import { IMAGES_TOP } from './layer-order.ts';
import type { PaneSide } from './overlays.ts';
import { isProductOverDateLine, productBox } from './registry.ts';
import { type ShownImage, useShownImages } from './use-shown-images.ts';

const FINEST_ZOOM = 17;
const NEAREST_FROM_ZOOM = 13.5;
/** What may be stepped to next waits until the scene has rested for this long. */
const AHEAD_MILLISECONDS = 400;

/** Bounds of a source: it knows none over the date line, where it is all around, and the engine has no tiles but its own. */
const sourceBounds = (box: Box): [number, number, number, number] =>
  isOverDateLine(box) ? [-180, box[1], 180, box[3]] : [...box];

function addImage(map: MapLibreMap, id: string, box: Box, tiles: string): void {
  const ratio = map.getPixelRatio();
  map.addSource(id, {
    type: 'raster',
    tiles: [tiles],
    tileSize: Math.round(TILE_SIZE / ratio),
    bounds: sourceBounds(box),
    minzoom: 0,
    maxzoom: FINEST_ZOOM,
  });
  map.addLayer(
    {
      id,
      type: 'raster',
      source: id,
      paint: {
        'raster-fade-duration': 0,
        'raster-resampling': ['step', ['zoom'], 'linear', NEAREST_FROM_ZOOM, 'nearest'],
      },
    },
    IMAGES_TOP,
  );
}

/** The address a source was given; `source.tiles` is there only once it has loaded. */
const tilesOf = (source: RasterTileSource): string | undefined =>
  (source.serialize() as RasterSourceSpecification).tiles?.[0];

function showImage(map: MapLibreMap, { product, look, opacity }: ShownImage): void {
  const id = `image:${product.id}`;
  const box = productBox(product);
  if (!box || look.bands.length === 0) return;
  const tiles = imageTiles(product.id, product.contentKey.slice(0, 12), look);
  const source = map.getSource(id) as RasterTileSource | undefined;
  if (!source) addImage(map, id, box, tiles);
  else if (tilesOf(source) !== tiles) source.setTiles([tiles]);
  map.setLayoutProperty(id, 'visibility', look.visible ? 'visible' : 'none');
  map.setPaintProperty(id, 'raster-opacity', opacity);
}

function removeOthers(map: MapLibreMap, kept: ReadonlySet<string>): void {
  for (const id of map.getLayersOrder()) {
    if (!id.startsWith('image:') || kept.has(id)) continue;
    map.removeLayer(id);
    map.removeSource(id);
  }
}

/**
 * Keeps the images of a pane: that of the scene it shows; below it those of other places, of each the date that was
 * looked at last; and, drawn fully transparent so that their tiles are there, those that may be stepped to next.
 */
export function useImageLayers(map: MapLibreMap | null, side: PaneSide): void {
  const shown = useShownImages(side);
  useEffect(() => {
    if (!map) return;
    const isOver = shown.some(({ product }) => isProductOverDateLine(product));
    if (map.getRenderWorldCopies() !== isOver) map.setRenderWorldCopies(isOver);
    for (const image of shown) if (!image.isAhead) showImage(map, image);
    removeOthers(map, new Set(shown.map(({ product }) => `image:${product.id}`)));
    for (const { product } of shown)
      if (map.getLayer(`image:${product.id}`)) map.moveLayer(`image:${product.id}`, IMAGES_TOP);
    const rest = setTimeout(() => {
      for (const image of shown) if (image.isAhead) showImage(map, image);
    }, AHEAD_MILLISECONDS);
    const tell = () => {
      for (const { product, isAhead } of shown) if (!isAhead) drawnImages.reached(product.id);
    };
    map.on('idle', tell);
    return () => {
      clearTimeout(rest);
      map.off('idle', tell);
    };
  }, [map, shown]);
}
