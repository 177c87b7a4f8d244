import { basename, extname, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Area, Recipe } from '../engine/contract/recipe.ts';
import type { GridMetres } from '../engine/core/bands.ts';
import { GRID_METRES, isBandId } from '../engine/core/bands.ts';
import { type ExportFormat, FORMATS } from '../engine/export/formats.ts';
import { NAME_TOKENS, nameTemplateSchema } from '../engine/export/name-template.ts';
import { refuseItemAlone } from '../engine/export/stac/stac-format.ts';
import type { ParameterDefaults } from '../engine/mask/parameters.ts';
import type { Persistence } from '../engine/mask/types.ts';
import type { DeviceChoice } from '../engine/model/providers.ts';
import { DEVICE_CHOICES } from '../engine/model/providers.ts';
import { readAreaPath } from '../engine/produce/area-file.ts';
import { parsePairs } from './pairs.ts';
import { addStackOptions, numberFlag, type StackFlags } from './stack-options.ts';
import { UsageError } from './terminal.ts';

/** Flags that say what is computed and written, of one product or of thousands. */
export interface RecipeFlags extends StackFlags {
  readonly grid?: string;
  readonly model?: string;
  readonly device: string;
  readonly threshold?: string[];
  readonly buffer?: string[];
  readonly minArea?: string;
  readonly shadowsNeedCloud?: boolean;
  readonly persistence?: string;
  readonly lowerPersistent?: string;
  readonly aoi?: string;
  readonly format: string;
  readonly name?: string;
  readonly figureBands?: string;
  readonly figureLayout?: string;
  readonly as?: string;
  readonly threads?: string;
}

const FORMAT_LIST = FORMATS.map(({ id }) => id).join(', ');

/** @param formats what is written where `--format` is not given */
export function addRecipeOptions(command: Command, formats: string): Command {
  command
    .option('--grid <metres>', 'pixel size of the mask: 10, 20 or 60 (20 where the product has it)')
    .option('--model <pack>', 'id or folder of a model pack (the best for the product and the device)')
    .option('--device <name>', DEVICE_CHOICES.join(', '), 'auto')
    .option('--threshold <pairs...>', 'confidence thresholds 0 to 1, for example cloud=0.5 shadow=0.4')
    .option('--buffer <pairs...>', 'buffers in metres, for example cloud=60 shadow=40')
    .option('--min-area <m2>', 'objects and holes smaller than this are removed, m²')
    .option(
      '--shadows-need-cloud',
      'drop shadows with no cloud on their way to the sun, up to 4 km high (as the pack says)',
    )
    .option('--no-shadows-need-cloud', 'keep them')
    .option(
      '--persistence <file>',
      'raster of "nephoscope persistence": places taken for cloud or shadow on most dates',
    )
    .option('--lower-persistent <share>', 'share of that probability which is given to clear there, 0 to 1 (off)')
    .option('--aoi <file>', 'polygons to which the mask is cut: GeoJSON, GeoPackage, shapefile, FlatGeobuf or KML')
    .option('--format <list>', FORMAT_LIST, formats)
    .option('--name <template>', `names of the files, of {${NAME_TOKENS.join('} {')}}`)
    .option('--figure-bands <list>', 'image of figures and reports: one band or three, for example B12,B8A,B04')
    .option('--figure-layout <layout>', 'beside (image and mask) or over (mask alone, larger)')
    .option('--as <codes>', "codes of the mask in place of our own: scl (Sen2Cor's, for chains that read SCL)")
    .option('--threads <number>', 'CPU threads (all)');
  return addStackOptions(command);
}

/** A recipe that names no parameters yet. */
export function recipeOf(
  flags: Pick<RecipeFlags, 'model' | 'name' | 'figureBands' | 'figureLayout'>,
  grid: GridMetres,
  formats: readonly ExportFormat[],
): Recipe {
  return {
    grid,
    pack: flags.model ?? null,
    parameters: null,
    formats,
    cloudyClasses: ['shadow', 'semi', 'cloud'],
    cleanedBands: [],
    cleanedGrid: grid,
    cleanedStack: false,
    simplifyMetres: null,
    ...namedOptions(flags),
  };
}

/** @throws UsageError naming the flag */
function namedOptions({
  name,
  figureBands,
  figureLayout,
}: Pick<RecipeFlags, 'name' | 'figureBands' | 'figureLayout'>): Pick<
  Recipe,
  'nameTemplate' | 'figureBands' | 'figureLayout'
> {
  const template = name === undefined ? undefined : nameTemplateSchema.safeParse(name);
  if (template?.success === false) throw new UsageError(`--name: ${template.error.issues[0]?.message}`);
  const bands = figureBands?.split(',').map((band) => band.trim().toUpperCase());
  if (bands && !(bands.every(isBandId) && (bands.length === 1 || bands.length === 3)))
    throw new UsageError(`--figure-bands is one band or three, for example B04,B03,B02, not "${figureBands}".`);
  if (figureLayout !== undefined && figureLayout !== 'beside' && figureLayout !== 'over')
    throw new UsageError(`--figure-layout is beside or over, not "${figureLayout}".`);
  return {
    ...(template ? { nameTemplate: template.data } : {}),
    ...(bands ? { figureBands: bands as unknown as Recipe['figureBands'] } : {}),
    ...(figureLayout ? { figureLayout } : {}),
  };
}

/** What the flags say of the parameters; the rest is the pack's. @throws UsageError naming the flag */
export function overridesOf(flags: RecipeFlags): ParameterDefaults {
  return {
    thresholds: parsePairs('--threshold', flags.threshold),
    bufferMetres: parsePairs('--buffer', flags.buffer),
    minAreaSquareMetres: numberFlag('--min-area', flags.minArea),
    shadowsNeedCloud: flags.shadowsNeedCloud,
    persistence: persistenceFlags(flags),
  };
}

/** What both flags of persistent places say. @throws UsageError where one of them is missing, or the share is none */
export function persistenceFlags({
  persistence,
  lowerPersistent,
}: Pick<RecipeFlags, 'persistence' | 'lowerPersistent'>): Persistence | undefined {
  const weight = numberFlag('--lower-persistent', lowerPersistent);
  if (persistence === undefined && weight === undefined) return undefined;
  if (persistence === undefined)
    throw new UsageError('--lower-persistent wants --persistence, the raster that tells the places.');
  if (weight === undefined || !(weight >= 0 && weight <= 1))
    throw new UsageError(
      `--persistence wants --lower-persistent, a share from 0 to 1, not "${lowerPersistent ?? ''}".`,
    );
  return { weight, raster: { handle: resolve(persistence), name: basename(persistence) } };
}

/** The area of `--aoi` under the name of its file, and warnings of what was passed over in it. @throws ParameterError */
export async function areaFlag(
  file: string | undefined,
): Promise<{ readonly area: Area; readonly warnings: readonly string[] }> {
  if (file === undefined) return { area: { kind: 'scene' }, warnings: [] };
  const { polygons, notes } = await readAreaPath(file);
  const name = basename(file, extname(file)).slice(0, 100);
  const area: Area = { kind: 'polygon', polygons, ...(name === '' ? {} : { name }) };
  return { area, warnings: notes.map((note) => `${basename(file)}: ${note}`) };
}

/** @throws UsageError */
export function gridFlag(text: string | undefined, flag = '--grid'): GridMetres | undefined {
  const grid = GRID_METRES.find((metres) => String(metres) === text);
  if (text !== undefined && grid === undefined) throw new UsageError(`${flag} is 10, 20 or 60, not "${text}".`);
  return grid;
}

/** @throws UsageError */
export function deviceFlag(text: string): DeviceChoice {
  const device = DEVICE_CHOICES.find((choice) => choice === text);
  if (device === undefined) throw new UsageError(`--device is one of ${DEVICE_CHOICES.join(', ')}, not "${text}".`);
  return device;
}

/** The formats of `--format`; of `--as scl` the SCL in place of the mask. @throws UsageError, ExportError */
export function formatFlag(flags: Pick<RecipeFlags, 'format' | 'as'>): readonly ExportFormat[] {
  if (flags.as !== undefined && flags.as !== 'scl') throw new UsageError(`--as is scl, not "${flags.as}".`);
  const formats = flags.format.split(',').map((name) => {
    const format = FORMATS.find(({ id }) => id === name.trim());
    if (format === undefined) throw new UsageError(`--format: "${name}" is not one of ${FORMAT_LIST}.`);
    return format.id;
  });
  refuseItemAlone(formats);
  if (flags.as === undefined) return formats;
  return [...new Set(formats.map((id) => (id === 'cog' ? 'scl' : id)))];
}
