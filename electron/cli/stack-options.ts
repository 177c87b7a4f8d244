import type { Command } from 'commander';
import type { Reading } from '../engine/contract/reading.ts';
import type { BandId, Level } from '../engine/core/bands.ts';
import { isBandId } from '../engine/core/bands.ts';
import type { OpenProductOptions } from '../engine/product/types.ts';
import { UsageError } from './terminal.ts';

/** Flags that say how pixels are to be read, where the files do not say it or say it wrongly. */
export interface StackFlags {
  readonly granule?: string;
  readonly bands?: string;
  readonly level?: string;
  readonly scale?: string;
  readonly offset?: string;
  readonly pixelSize?: string;
}

export function addStackOptions(command: Command): Command {
  command.option('--bands <list>', 'bands of a GeoTIFF in order, for example B01,B02,- (- leaves one out)');
  return addReadingOptions(command).option('--pixel-size <metres>', 'pixel size of a GeoTIFF that has no georeference');
}

/** The same without what the command has a meaning of its own for. */
export function addReadingOptions(command: Command): Command {
  return command
    .option('--level <level>', 'level of a GeoTIFF, or of band files without metadata: L1C or L2A')
    .option('--scale <number>', 'reflectance = value * scale + offset, for any input; goes before its metadata')
    .option('--offset <number>', 'see --scale; -0.1 for the values of ESA from baseline 04.00 on, 0 for older ones');
}

/** @throws UsageError naming the flag. */
export function toOpenOptions(flags: StackFlags): OpenProductOptions {
  const scale = numberFlag('--scale', flags.scale);
  const offset = numberFlag('--offset', flags.offset);
  const pixelMetres = numberFlag('--pixel-size', flags.pixelSize);
  const stack = {
    ...(flags.bands === undefined ? {} : { bands: flags.bands.split(',').map(bandFlag) }),
    ...(flags.level === undefined ? {} : { level: levelFlag(flags.level) }),
    ...(scale === undefined ? {} : { scale }),
    ...(offset === undefined ? {} : { offset }),
    ...(pixelMetres === undefined ? {} : { pixelMetres }),
  };
  return {
    ...(flags.granule === undefined ? {} : { granule: flags.granule }),
    ...(Object.keys(stack).length === 0 ? {} : { stack }),
  };
}

/** How products were read by the flags, to be kept with what is made of them; undefined where the flags say nothing. */
export function readingOf({ stack }: OpenProductOptions): Reading | undefined {
  return stack && ({ ...stack, ...(stack.bands ? { bands: [...stack.bands] } : {}) } as Reading);
}

/** A finite number, or undefined where the flag was not given. */
export function numberFlag(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new UsageError(`${name} wants a number, not "${text}".`);
  return value;
}

/** @throws UsageError naming the flag where it is no whole number of the range */
export function wholeFlag(name: string, text: string, [least, most]: readonly [number, number]): number {
  const value = numberFlag(name, text);
  if (value !== undefined && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new UsageError(`${name} is a whole number from ${least} to ${most}, not ${text}.`);
}

function bandFlag(text: string): BandId | null {
  const name = text.trim().toUpperCase();
  if (name === '-' || name === '') return null;
  if (isBandId(name)) return name;
  throw new UsageError(`--bands: "${text}" is not a band of Sentinel-2.`, {
    remedy: 'Write for example B02,B03,B04,B08.',
  });
}

function levelFlag(text: string): Level {
  if (text === 'L1C' || text === 'L2A') return text;
  throw new UsageError(`--level is L1C or L2A, not "${text}".`);
}
