export type { BandId, GridMetres, Level } from '../core/bands.ts';
export type { ClassId, FlaggedClassId, MaskClass } from '../core/classes.ts';
export * from './app.ts';
export * from './areas.ts';
export * from './background.ts';
export * from './common.ts';
export * from './jobs.ts';
export * from './products.ts';
export * from './recipe.ts';
