/** Tiles of stores that could not be written, by the store's folder, the one last added to at the end. */
const memories = new Map<string, Map<string, Buffer>>();
const MEMORIES = 3;

/** Tiles of a store that are in memory only, by the names of their files. */
export function tilesInMemory(folder: string): Map<string, Buffer> {
  return memories.get(folder) ?? new Map<string, Buffer>();
}

/** Holds a store's tiles for those who open it later; of the stores that are held the one last added to longest. */
export function keepInMemory(folder: string, tiles: Map<string, Buffer>): void {
  memories.delete(folder);
  memories.set(folder, tiles);
  if (memories.size > MEMORIES) memories.delete(memories.keys().next().value as string);
}
