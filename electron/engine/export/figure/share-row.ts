/** How much of the area a class takes, in words. */
export interface ShareRow {
  readonly name: string;
  readonly colour: string | null;
  /** Of the valid pixels; of missing, of all. */
  readonly percent: string;
  readonly squareKilometres: string;
}
