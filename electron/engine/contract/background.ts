import { z } from 'zod';

/**
 * A map on the internet below the images; off, nothing is asked of it. The standard tiles of OpenStreetMap may be used
 * by anybody who shows the attribution and names himself: https://operations.osmfoundation.org/policies/tiles/
 */
export const backgroundMapSchema = z.object({
  on: z.boolean().default(false),
  /** Address of a tile of 256 x 256 pixels in Web Mercator, with {z}, {x} and {y}. */
  template: z.string().max(500).default('https://tile.openstreetmap.org/{z}/{x}/{y}.png'),
  attribution: z.string().max(300).default('© OpenStreetMap contributors, openstreetmap.org/copyright'),
});
export type BackgroundMap = z.infer<typeof backgroundMapSchema>;
