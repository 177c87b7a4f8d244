import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Measure } from './drawing.ts';
import { newPdf } from './pdf.ts';

const require = createRequire(import.meta.url);

/** Noto Sans, by the SIL Open Font License: its figures are all of one width. */
export const FONT_FAMILY = 'Noto Sans';

/** The two fonts of figures and documents, as files. */
export function fontFiles(): { readonly regular: Buffer; readonly bold: Buffer } {
  return {
    regular: readFileSync(require.resolve('@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf')),
    bold: readFileSync(require.resolve('@expo-google-fonts/noto-sans/600SemiBold/NotoSans_600SemiBold.ttf')),
  };
}

let measure: Measure | undefined;

/** Measures texts in these fonts. */
export function fontMeasure(): Measure {
  if (measure) return measure;
  const document = newPdf({ autoFirstPage: false, font: null as never });
  const { regular, bold } = fontFiles();
  document.registerFont('regular', regular);
  document.registerFont('bold', bold);
  measure = (text, size, isBold = false) =>
    document
      .font(isBold ? 'bold' : 'regular')
      .fontSize(size)
      .widthOfString(text);
  return measure;
}
