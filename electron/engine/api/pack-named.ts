import { ModelPackError } from '../core/errors.ts';
import type { ModelPack } from '../model/packs.ts';
import type { Workbench } from '../produce/workbench.ts';

/** The pack of an id. @throws ModelPackError where none has it */
export async function packNamed(bench: Workbench, id: string): Promise<ModelPack> {
  const pack = (await bench.packs()).packs.find((one) => one.id === id);
  if (!pack) throw new ModelPackError(`There is no model pack "${id}".`, { remedy: 'Choose another one.' });
  return pack;
}
