/** Puts the codes of a coarser mask where a finer one is not computed yet (code 0). Both have the same pixels. */
export function fillGaps(fine: Uint8Array, coarse: Uint8Array): Uint8Array {
  if (fine.length !== coarse.length) {
    throw new RangeError(`The finer view has ${fine.length} pixels, the coarser ${coarse.length}.`);
  }
  return fine.map((code, index) => (code === 0 ? coarse[index]! : code));
}
