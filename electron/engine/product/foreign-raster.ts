import { basename } from 'node:path';
import { ProductError } from '../core/errors.ts';
import { openFile } from './byte-source.ts';

/** Other rasters that people keep bands in, by how they begin; GDAL turns them into a GeoTIFF. */
const FOREIGN_RASTERS: readonly { readonly begins: RegExp; readonly format: string; readonly remedy?: string }[] = [
  { begins: /^EHFA_HEADER_TAG/, format: 'ERDAS Imagine (.img)' },
  {
    begins: /^\u0089HDF/,
    format: 'HDF5 or netCDF-4',
    remedy: 'Convert it: gdal_translate NETCDF:"file.nc":B02 B02.tif for every band',
  },
  {
    begins: /^CDF/,
    format: 'netCDF',
    remedy: 'Convert it: gdal_translate NETCDF:"file.nc":B02 B02.tif for every band',
  },
  { begins: /^\u0089PNG/, format: 'PNG' },
  { begins: /^(\u00EF\u00BB\u00BF)?\s*(<\?xml[^>]*>\s*)?<VRTDataset/, format: 'GDAL only by reference (.vrt)' },
  {
    begins: /^(\u00EF\u00BB\u00BF)?\s*(<\?xml[^>]*>\s*)?<Dimap_Document/i,
    format: 'DIMAP, as SNAP writes it (.dim)',
    remedy: 'In SNAP: File, Export, GeoTIFF; or gpt Write -Pformat=GeoTIFF.',
  },
];

/**
 * Makes sure that a file is no raster of another format, which its name may not tell.
 *
 * @param head its first bytes, one character each
 * @throws ProductError with the command that converts it
 */
export async function refuseForeignRaster(path: string, head: string): Promise<void> {
  const foreign = FOREIGN_RASTERS.find(({ begins }) => begins.test(head));
  if (foreign) throw refusal(path, foreign.format, foreign.remedy ?? convert(path));
  if (/^ENVI\s/.test(head)) {
    throw refusal(path, 'ENVI (this is its header)', convert(path.replace(/\.hdr$/i, '')));
  }
  const isPlain = !/^(PK|II[*+]\0|MM\0[*+])/.test(head) && !head.trimStart().startsWith('<');
  if (isPlain && (await hasEnviHeader(path))) throw refusal(path, 'ENVI (raw, with a header beside it)', convert(path));
}

function refusal(path: string, format: string, remedy: string): ProductError {
  return new ProductError(`${path} is a raster of ${format}, which is not read.`, { file: path, remedy });
}

function convert(path: string): string {
  const name = basename(path);
  return `Convert it: gdal_translate ${/^[\w.-]+$/.test(name) ? name : `"${name}"`} out.tif`;
}

/** ENVI's header is called as the data, with `.hdr` behind it or for its ending. */
async function hasEnviHeader(path: string): Promise<boolean> {
  for (const header of [`${path}.hdr`, path.replace(/\.[^./\\]*$/, '.hdr')]) {
    if (header === path) continue;
    const source = await openFile(header).catch(() => null);
    if (!source) continue;
    try {
      const head = await source.read(0, Math.min(4, source.size));
      if (Buffer.from(head).toString('latin1') === 'ENVI') return true;
    } finally {
      await source.close();
    }
  }
  return false;
}
