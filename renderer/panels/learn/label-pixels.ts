const CLEAR_GREY = [150, 156, 164] as const;
const FAINT = 70;

/**
 * RGBA pixels of labels: the colours of the classes, clear in grey, what is not labelled transparent; faint where the other
 * one says the same.
 * @param colours of the classes by code - 1; null where a class has none
 */
export function labelPixels(
  labels: Uint8Array,
  against: Uint8Array | null,
  colours: readonly (string | null)[],
): Uint8ClampedArray<ArrayBuffer> {
  const parts = colours.map((colour) =>
    colour === null ? CLEAR_GREY : ([1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)) as number[]),
  );
  const pixels = new Uint8ClampedArray(4 * labels.length);
  labels.forEach((label, i) => {
    const colour = parts[label - 1];
    if (!colour) return;
    pixels.set(colour, 4 * i);
    pixels[4 * i + 3] = against?.[i] === label ? FAINT : 255;
  });
  return pixels;
}
