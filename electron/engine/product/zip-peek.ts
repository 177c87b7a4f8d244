import yauzl from 'yauzl';
import { baseName } from './files.ts';
import { isZarrFile } from './zarr/hierarchy.ts';
import { readDirectory } from './zip-directory.ts';

/** Whether a zip, whatever its name, holds a product by the names in it: its metadata, or a Zarr store. */
export async function holdsProduct(path: string): Promise<boolean> {
  const zip = await yauzl.openPromise(path, { autoClose: false }).catch(() => null);
  if (!zip) return false;
  try {
    const names = (await readDirectory(zip)).map(({ fileName }) => baseName(fileName));
    return names.some((name) => /^(S2[A-Z]_OPER_)?(PRD_)?MTD_(MSIL|SAFL1C).*\.xml$/i.test(name) || isZarrFile(name));
  } catch {
    return false;
  } finally {
    zip.close();
  }
}
