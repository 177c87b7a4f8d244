/** Which EPSG codes are UTM zones: the same in the window as in the engine. */
export { utmDefinition, utmZone } from '../core/utm.ts';
