import { z } from 'zod';
import { BAND_IDS, GRID_METRES } from './bands.ts';
import { FLAGGED_CLASSES } from './classes.ts';

export const bandSchema = z.enum(BAND_IDS);
export const gridSchema = z.literal(GRID_METRES);
export const flaggedClassSchema = z.enum(FLAGGED_CLASSES);
