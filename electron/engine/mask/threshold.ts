import { CLEAR, CLOUD, MISSING, SEMI, SHADOW } from '../core/classes.ts';
import { RasterError } from '../core/errors.ts';
import { thresholdByte } from './parameters.ts';
import type { MaskParameters, ProbabilityRaster } from './types.ts';

const HIGH_BITS = 0x80808080 | 0;
const LOW_BITS = 0x7f7f7f7f;
const EVERY_BYTE = 0x01010101;

/**
 * Step 1 of the mask: the class of every pixel by its probabilities. A flagged class may be claimed where its
 * probability reaches its threshold; of several the most probable is (of equals cloud, then semi-transparent, then
 * shadow); of none, the pixel is clear. Clear itself does not compete. Four zeros are a missing pixel.
 *
 * Writes one code per pixel into `codes` (height * width). Four pixels are tested at a time in one 32-bit word.
 *
 * @throws RasterError when the planes are not 4 * height * width values.
 */
export function classifyByThreshold(
  probabilities: ProbabilityRaster,
  thresholds: MaskParameters['thresholds'],
  codes: Uint8Array,
): void {
  const { width, height, planes } = probabilities;
  const count = width * height;
  if (planes.length !== 4 * count) {
    throw new RasterError(
      `The probabilities have ${planes.length} values; ${width} x ${height} pixels want ${4 * count} (four planes).`,
    );
  }
  const limits: Limits = [
    thresholdByte(thresholds.shadow),
    thresholdByte(thresholds.semi),
    thresholdByte(thresholds.cloud),
  ];
  const aligned = count % 4 === 0 && planes.byteOffset % 4 === 0 && codes.byteOffset % 4 === 0;
  if (aligned) classifyWords(planes, count, limits, codes);
  else classifyPixels(planes, limits, codes, 0, count);
}

/** Smallest claiming bytes of shadow, semi-transparent and cloud. */
type Limits = readonly [number, number, number];

function classifyPixels(
  planes: Uint8Array,
  [shadowLimit, semiLimit, cloudLimit]: Limits,
  codes: Uint8Array,
  from: number,
  to: number,
): void {
  const count = planes.length / 4;
  for (let i = from; i < to; i++) {
    const shadow = planes[count + i]!;
    const semi = planes[2 * count + i]!;
    const cloud = planes[3 * count + i]!;
    let code = CLEAR as number;
    let best = -1;
    if (cloud >= cloudLimit) {
      code = CLOUD;
      best = cloud;
    }
    if (semi >= semiLimit && semi > best) {
      code = SEMI;
      best = semi;
    }
    if (shadow >= shadowLimit && shadow > best) code = SHADOW;
    if ((shadow | semi | cloud | planes[i]!) === 0) code = MISSING;
    codes[i] = code;
  }
}

function classifyWords(planes: Uint8Array, count: number, limits: Limits, codes: Uint8Array): void {
  const words = count / 4;
  const view = (plane: number) => new Int32Array(planes.buffer, planes.byteOffset + plane * count, words);
  const clear = view(0);
  const shadow = view(1);
  const semi = view(2);
  const cloud = view(3);
  const out = new Int32Array(codes.buffer, codes.byteOffset, words);
  const [shadowTest, semiTest, cloudTest] = limits.map(wordTest) as [WordTest, WordTest, WordTest];
  const allClear = CLEAR * EVERY_BYTE;
  const allShadow = SHADOW * EVERY_BYTE;
  const allSemi = SEMI * EVERY_BYTE;
  const allCloud = CLOUD * EVERY_BYTE;
  const allMissing = MISSING * EVERY_BYTE;
  for (let i = 0; i < words; i++) {
    const d = clear[i]!;
    const s = shadow[i]!;
    const m = semi[i]!;
    const c = cloud[i]!;
    const sums = ((s & LOW_BITS) + shadowTest.add) | 0;
    const summ = ((m & LOW_BITS) + semiTest.add) | 0;
    const sumc = ((c & LOW_BITS) + cloudTest.add) | 0;
    const claimss = ((sums & s) | ((sums | s) & shadowTest.either)) & HIGH_BITS;
    const claimsm = ((summ & m) | ((summ | m) & semiTest.either)) & HIGH_BITS;
    const claimsc = ((sumc & c) | ((sumc | c) & cloudTest.either)) & HIGH_BITS;
    const any = s | m | c | d;
    if ((claimss | claimsm | claimsc) === 0 && (any & HIGH_BITS) === HIGH_BITS) out[i] = allClear;
    else if (any === 0) out[i] = allMissing;
    else if ((any & HIGH_BITS) !== HIGH_BITS) classifyPixels(planes, limits, codes, 4 * i, 4 * i + 4);
    else if (claimsc === HIGH_BITS && (claimsm | claimss) === 0) out[i] = allCloud;
    else if (claimsm === HIGH_BITS && (claimsc | claimss) === 0) out[i] = allSemi;
    else if (claimss === HIGH_BITS && (claimsc | claimsm) === 0) out[i] = allShadow;
    else classifyPixels(planes, limits, codes, 4 * i, 4 * i + 4);
  }
}

/**
 * Constants that set the high bit of each byte of a word where the byte is at least `limit`, without carries between
 * bytes: the low seven bits plus a constant reach 128, or (limits up to 128) and (above) the byte's own high bit is set.
 */
interface WordTest {
  readonly add: number;
  readonly either: number;
}

function wordTest(limit: number): WordTest {
  return limit <= 128
    ? { add: Math.imul(128 - limit, EVERY_BYTE), either: -1 }
    : { add: Math.imul(256 - limit, EVERY_BYTE), either: 0 };
}
