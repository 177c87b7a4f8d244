import { codesOfScheme } from '../../core/class-codes.ts';
import { LabelError } from '../documents.ts';
import { baseName, type FoundLabels, type ImportFiles } from './format.ts';

const VARIABLE = 'Label';

/** Reads NetCDF-4 tiles of KappaSet and cm-vsm: the variable `Label`, codes 0 to 5, row by row. @throws LabelError */
export async function readKappaset(files: ImportFiles, file: string): Promise<FoundLabels[]> {
  // A megabyte of WebAssembly that nothing else needs.
  const hdf5 = await import('h5wasm/node');
  await hdf5.ready;
  const codes = codesOfScheme('cmix');
  const found: FoundLabels[] = [];
  for (const [path, read] of files) {
    if (!/\.nc$/i.test(path)) continue;
    const { FS } = hdf5.Module;
    const name = `kappaset-${found.length}.nc`;
    FS.writeFile(name, await read());
    const nc = new hdf5.File(name, 'r');
    try {
      const label = nc.get(VARIABLE);
      if (!(label instanceof hdf5.Dataset) || label.shape?.length !== 2)
        throw new LabelError(`${path} has no variable "${VARIABLE}" of two dimensions.`, {
          file,
          remedy: 'Choose tiles with labels, as KappaSet has them.',
        });
      const [first, second] = label.shape as [number, number];
      if (first !== second)
        throw new LabelError(`${path} is ${first} x ${second}: only of square tiles it is sure which axis is which.`, {
          file,
        });
      const labels = Uint8Array.from(label.value as ArrayLike<number>, (value) => {
        const code = codes.get(Number(value));
        if (code !== undefined) return code;
        throw new LabelError(`${path} holds a ${value}, which is no class of KappaSet.`, {
          file,
          remedy: 'Labels are 0 to 5.',
        });
      });
      found.push({ name: baseName(path), width: second, height: first, labels });
    } finally {
      nc.close();
      FS.unlink(name);
    }
  }
  if (found.length === 0)
    throw new LabelError(`${file} holds no .nc file.`, { file, remedy: 'Choose a folder of KappaSet tiles.' });
  return found;
}
