/** A class of Sen2Cor's scene classification; its code is its place. */
export interface SclClass {
  readonly name: string;
  /** `#RRGGBB`. */
  readonly colour: string;
}

/** Names and colours of the scene classification (Sentinel-2 Products Specification Document, Level-2A), by code. */
export const SCL_CLASSES: readonly SclClass[] = [
  { name: 'no data', colour: '#000000' },
  { name: 'saturated or defective', colour: '#FF0000' },
  { name: 'dark area', colour: '#2F2F2F' },
  { name: 'cloud shadow', colour: '#643200' },
  { name: 'vegetation', colour: '#00A000' },
  { name: 'not vegetated', colour: '#FFE65A' },
  { name: 'water', colour: '#0000FF' },
  { name: 'unclassified', colour: '#808080' },
  { name: 'cloud, medium probability', colour: '#C0C0C0' },
  { name: 'cloud, high probability', colour: '#FFFFFF' },
  { name: 'thin cirrus', colour: '#64C8FF' },
  { name: 'snow or ice', colour: '#FF96FF' },
];
