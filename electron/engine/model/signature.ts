import { ModelPackError } from '../core/errors.ts';
import type { Manifest } from './manifest.ts';
import type { OnnxValue } from './onnx-file.ts';

/** Channels of the network's input: the bands, then the auxiliary planes. */
function inputChannels(manifest: Pick<Manifest, 'input'>): number {
  return manifest.input.bands.length + manifest.input.auxiliary.length;
}

/**
 * Checks that a network takes and gives what its manifest says: names, element type float32, number of dimensions,
 * channels, fixed width and height.
 * @throws ModelPackError that names what differs.
 */
export function checkSignature(
  manifest: Manifest,
  graph: { readonly inputs: readonly OnnxValue[]; readonly outputs: readonly OnnxValue[] },
  file: string,
): void {
  const refuse = (reason: string): never => {
    throw new ModelPackError(`${file} does not fit its manifest: ${reason}.`, {
      file,
      remedy: 'Correct model.json, or ask the author of the pack.',
    });
  };
  const { input, output } = manifest;
  const others = graph.inputs.filter((value) => value.name !== input.name).map((value) => value.name);
  if (others.length > 0) refuse(`it has more inputs than "${input.name}": ${others.join(', ')}`);
  const find = (values: readonly OnnxValue[], name: string, what: string): OnnxValue =>
    values.find((value) => value.name === name) ??
    refuse(`it has no ${what} "${name}" but ${values.map((value) => `"${value.name}"`).join(', ') || 'none'}`);
  const check = (value: OnnxValue, layout: Manifest['input']['layout'], channels: number, size?: number): void => {
    const shown = `[${value.shape.map((extent) => extent ?? '?').join(', ')}]`;
    if (value.type !== 'float32') refuse(`"${value.name}" is of ONNX type ${value.type}, not float32`);
    if (value.shape.length === 0) return;
    if (value.shape.length !== layout.length)
      refuse(`"${value.name}" has the shape ${shown}, ${layout} has ${layout.length} dimensions`);
    for (const [index, extent] of value.shape.entries()) {
      const axis = layout[index];
      if (extent === null) continue;
      if (axis === 'C' && extent !== channels)
        refuse(`"${value.name}" has ${extent} channels (${shown}), the manifest says ${channels}`);
      if (axis === 'N' && layout !== 'NC' && extent !== 1) refuse(`"${value.name}" wants a batch of ${extent}`);
      if ((axis === 'H' || axis === 'W') && extent !== size)
        refuse(`"${value.name}" takes only ${shown}; the manifest must say so in input.fixedSize`);
    }
  };
  check(find(graph.inputs, input.name, 'input'), input.layout, inputChannels(manifest), input.fixedSize);
  check(find(graph.outputs, output.name, 'output'), output.layout, output.classes.length, input.fixedSize);
}
