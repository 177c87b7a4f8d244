import { parentPort } from 'node:worker_threads';
import { NephoscopeError } from '../core/errors.ts';
import type { Window } from '../core/grid.ts';
import { cutFeatures } from './feature-tile.ts';
import { cropInputs, cropWindow, isCropInput } from './onnx-crop.ts';
import type { OnnxValue } from './onnx-file.ts';
import { type InferenceSession, loadRuntime, type Tensor } from './onnx-runtime.ts';
import type {
  FeatureTile,
  SessionStart,
  TileRequest,
  TileResult,
  WorkerReply,
  WorkerRequest,
} from './session-messages.ts';
import { type BandRadiometry, buildTensor, type Mirroring, scalingTable, validPixels } from './tile-input.ts';
import { classProbabilities, isPlanes, quantizeOutput, quantizeProbabilities } from './tile-output.ts';

// ONNX Runtime for Node computes on the thread that asks, so that thread is this one and never the engine's own.

const runtime = loadRuntime();
const port = parentPort!;
/** The first message; the runtime loads before there is one. */
const start = await new Promise<SessionStart>((resolve) => port.once('message', resolve));
const { manifest } = start;
const tables = new Map<string, Float32Array>();

function tableFor(channel: number, radiometry: BandRadiometry): Float32Array {
  const key = `${channel} ${radiometry.offset} ${radiometry.quantification}`;
  const known = tables.get(key);
  if (known) return known;
  const table = scalingTable(manifest.input.scaling, channel, radiometry);
  tables.set(key, table);
  return table;
}

function declaredValues(values: readonly InferenceSession.ValueMetadata[]): OnnxValue[] {
  return values.map((value) =>
    value.isTensor
      ? {
          name: value.name,
          type: value.type,
          shape: value.shape.map((extent) => (typeof extent === 'number' ? extent : null)),
        }
      : { name: value.name, type: 'not a tensor', shape: [] },
  );
}

async function runTile(session: InferenceSession, request: TileRequest): Promise<TileResult> {
  const { tile, part } = request;
  const { valid, count } = validPixels(manifest, tile, part);
  if (count === 0) return { planes: new Uint8Array(4 * valid.length), validPixels: 0, probabilities: null, seconds: 0 };
  const size = { width: request.inputWidth, height: request.inputHeight, pixelMetres: request.pixelMetres };
  const tensor = buildTensor(
    manifest.input,
    tile,
    request.radiometry.map((radiometry, channel) => tableFor(channel, radiometry)),
    size,
  );
  const { mirrored } = tensor;
  const { given, within } = windowsOf(request, mirrored);
  const from = performance.now();
  const outputs = await session.run(
    { [manifest.input.name]: new runtime.Tensor('float32', tensor.data, tensor.dims), ...furtherInputs(given) },
    [manifest.output.name, ...(start.features ? [start.features.tensor] : [])],
  );
  const seconds = (performance.now() - from) / 1000;
  const output = outputs[manifest.output.name] as Tensor;
  const values = output.data as Float32Array;
  const isDirect = !request.exact && isPlanes(manifest.output);
  const exact = isDirect ? null : classProbabilities(manifest.output, values, given, within, mirrored);
  const planes = exact
    ? quantizeProbabilities(exact, part, valid)
    : quantizeOutput(manifest.output, values, given, within, { mirrored, valid });
  const features = start.features && featuresOfPart(outputs[start.features.tensor] as Tensor, request, mirrored);
  return { planes, validPixels: count, probabilities: request.exact ? exact : null, seconds, features };
}

/** What the network gives an output for, of the input as it is laid before it, and where the part lies in that, north up. */
function windowsOf(
  { part, inputWidth, inputHeight }: TileRequest,
  mirrored: Mirroring,
): Record<'given' | 'within', Window> {
  const size = { width: inputWidth, height: inputHeight };
  if (!start.crop) return { given: { column: 0, row: 0, ...size }, within: part };
  const laid = {
    ...part,
    column: mirrored.columns ? inputWidth - part.column - part.width : part.column,
    row: mirrored.rows ? inputHeight - part.row - part.height : part.row,
  };
  const given = cropWindow(start.crop, laid, size);
  const left = mirrored.columns ? inputWidth - given.column - given.width : given.column;
  const top = mirrored.rows ? inputHeight - given.row - given.height : given.row;
  return { given, within: { ...part, column: part.column - left, row: part.row - top } };
}

function furtherInputs(given: Window): Record<string, Tensor> {
  const places = start.crop ? [...cropInputs(start.crop, given)] : [];
  return Object.fromEntries(places.map(([name, values]) => [name, new runtime.Tensor('int64', values, [2])]));
}

function featuresOfPart({ data, dims }: Tensor, request: TileRequest, mirrored: Mirroring): FeatureTile {
  const [, channels, height, width] = dims as readonly [number, number, number, number];
  const scale = request.inputWidth / width;
  return cutFeatures({ channels, width, height, values: data as Float32Array }, request.part, { scale, mirrored });
}

function reply(message: WorkerReply): void {
  const transfer: ArrayBuffer[] = [];
  if ('result' in message) {
    transfer.push(message.result.planes.buffer as ArrayBuffer);
    if (message.result.probabilities) transfer.push(message.result.probabilities.buffer as ArrayBuffer);
    if (message.result.features) transfer.push(message.result.features.values.buffer as ArrayBuffer);
  }
  port.postMessage(message, transfer);
}

function replyError(id: number, error: unknown): void {
  const user = error instanceof NephoscopeError;
  const message = error instanceof Error ? error.message : String(error);
  reply({ id, error: { message, user, remedy: user ? error.remedy : undefined } });
}

async function main(): Promise<void> {
  const session = await runtime.InferenceSession.create(start.model, {
    executionProviders: start.provider === 'cpu' ? ['cpu'] : [start.provider, 'cpu'],
    intraOpNumThreads: start.threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    logSeverityLevel: 4,
    // A plan of all tensors' places takes a fifth more memory than taking each when it is needed, and no less time.
    enableMemPattern: false,
    // Threads that wait by spinning would take the processor from the threads that decode the next tile.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
  reply({
    id: 0,
    info: {
      inputs: declaredValues(session.inputMetadata).filter(({ name }) => !isCropInput(name)),
      outputs: declaredValues(session.outputMetadata),
    },
  });
  let last: Promise<void> = Promise.resolve();
  port.on('message', (message: WorkerRequest) => {
    last = last.then(async () => {
      try {
        if (message.kind === 'run') reply({ id: message.id, result: await runTile(session, message.request) });
        else {
          await session.release();
          reply({ id: message.id, closed: true });
          port.close();
        }
      } catch (error) {
        replyError(message.id, error);
      }
    });
  });
}

main().catch((error: unknown) => {
  replyError(0, error);
  port.close();
});
