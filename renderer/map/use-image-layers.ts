import type { LngLatBoundsLike, Map as MapLibreMap, RasterTileSource } from 'maplibre-gl';
import { useEffect } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { ProductDetail } from '../api/types.ts';
import { imageWasDrawn } from '../state/drawn-images.ts';
import { useProducts } from '../state/queries.ts';
import type { ImageLook } from '../state/scene.ts';
import { useScenes } from '../state/scenes.ts';
import { imageTiles, TILE_SIZE } from './image-url.ts';
import { productBox } from './registry.ts';

/** Below the overlays stands this empty layer; images go under it, overlays over it. */
export const IMAGES_TOP = 'images-top';
const FINEST_ZOOM = 17;
const NEAREST_FROM_ZOOM = 13.5;

function addImage(map: MapLibreMap, id: string, box: LngLatBoundsLike, tiles: string): void {
  const ratio = map.getPixelRatio();
  map.addSource(id, {
    type: 'raster',
    tiles: [tiles],
    tileSize: Math.round(TILE_SIZE / ratio),
    bounds: box as [number, number, number, number],
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

function showImage(map: MapLibreMap, product: ProductDetail, look: ImageLook): void {
  const id = `image:${product.id}`;
  const box = productBox(product);
  if (!box || look.bands.length === 0) return;
  const tiles = imageTiles(product.id, product.contentKey.slice(0, 12), look);
  const source = map.getSource(id) as RasterTileSource | undefined;
  if (!source) addImage(map, id, box, tiles);
  else if (source.tiles[0] !== tiles) source.setTiles([tiles]);
  map.setLayoutProperty(id, 'visibility', look.visible ? 'visible' : 'none');
  map.setPaintProperty(id, 'raster-opacity', look.opacity);
}

/** Keeps the image of every open product on the map; the active one lies on top. */
export function useImageLayers(map: MapLibreMap | null): void {
  const { data: products } = useProducts();
  // The images alone: what is set here repaints the map, and a slider of the mask changes its scene all the time.
  const images = useScenes(
    useShallow(({ scenes }) => Object.fromEntries(Object.entries(scenes).map(([id, { image }]) => [id, image]))),
  );
  const active = useScenes((state) => state.active);
  useEffect(() => {
    if (!map) return;
    const open = (products ?? []).filter(({ id }) => images[id] !== undefined);
    for (const product of open) showImage(map, product, images[product.id]!);
    const kept = new Set(open.map(({ id }) => `image:${id}`));
    for (const { id } of map.getStyle().layers) {
      if (!id.startsWith('image:') || kept.has(id)) continue;
      map.removeLayer(id);
      map.removeSource(id);
    }
    if (active && map.getLayer(`image:${active}`)) map.moveLayer(`image:${active}`, IMAGES_TOP);
    const tell = () => {
      for (const { id } of open) imageWasDrawn(id);
    };
    map.on('idle', tell);
    return () => {
      map.off('idle', tell);
    };
  }, [map, products, images, active]);
}
