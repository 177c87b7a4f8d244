import { codesOfScheme } from '../../core/class-codes.ts';
import { LabelError } from '../documents.ts';
import { baseName, type FoundLabels, type ImportFiles } from './format.ts';
import { readByteRaster } from './tiff.ts';

/** Chips of 509 pixels are padded to 512 with zeros, at the left and at the bottom. */
const [PADDED, TRUE] = [512, 509];

/**
 * Reads label rasters of CloudSEN12 and CloudSEN12+ (GeoTIFF): 0 clear, 1 thick cloud, 2 thin cloud, 3 shadow. The padding
 * says nothing.
 * @throws LabelError, also for scribbles, whose codes are others
 */
export async function readCloudsen12(files: ImportFiles, file: string): Promise<FoundLabels[]> {
  const codes = codesOfScheme('cloudsen12');
  const found: FoundLabels[] = [];
  for (const [path, read] of files) {
    if (!/\.tiff?$/i.test(path)) continue;
    const { width, height, values } = await readByteRaster(new Uint8Array(await read()), path, file);
    const isPadded = width === PADDED && height === PADDED;
    const labels = Uint8Array.from(values, (value, i) => {
      if (isPadded && (i % width < PADDED - TRUE || Math.floor(i / width) >= TRUE)) return 0;
      const code = codes.get(value);
      if (code !== undefined) return code;
      throw new LabelError(`${path} holds a ${value}, which is no class of CloudSEN12.`, {
        file,
        remedy: 'Choose the rasters of high quality ("manual_hq", "label"), not the scribbles.',
      });
    });
    found.push({ name: baseName(path), width, height, labels });
  }
  if (found.length === 0)
    throw new LabelError(`${file} holds no GeoTIFF.`, { file, remedy: 'Choose a folder of CloudSEN12 label rasters.' });
  return found;
}
