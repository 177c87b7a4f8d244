interface Size {
  readonly width: number;
  readonly height: number;
}

/** Averages a pixel-interleaved three-component image down to a smaller size; 0 stays out of the averages. */
export function shrink(image: Uint8Array, from: Size, to: Size): Uint8Array {
  const out = new Uint8Array(3 * to.width * to.height);
  const scale = from.width / to.width;
  for (let row = 0; row < to.height; row++) {
    for (let column = 0; column < to.width; column++) {
      for (let component = 0; component < 3; component++) {
        let sum = 0;
        let count = 0;
        for (let y = Math.floor(row * scale); y < Math.min(from.height, Math.floor((row + 1) * scale)); y++) {
          for (let x = Math.floor(column * scale); x < Math.floor((column + 1) * scale); x++) {
            const value = image[3 * (y * from.width + x) + component]!;
            if (value === 0) continue;
            sum += value;
            count++;
          }
        }
        out[3 * (row * to.width + column) + component] = count === 0 ? 0 : Math.round(sum / count);
      }
    }
  }
  return out;
}
