import { encode } from 'fast-png';
import { type Drawing, type Mark, type Measure, moved, type Point } from '../figure/drawing.ts';
import { fontFiles, fontMeasure } from '../figure/fonts.ts';
import { newPdf } from '../figure/pdf.ts';

/** A4, in points. */
export const PAGE = { width: 595.28, height: 841.89 } as const;
const MARGIN = 46;
const FOOT = 54;
export const INNER = PAGE.width - 2 * MARGIN;

/** Pages that are filled from above; what does not fit goes onto the next. */
export interface Paper {
  readonly measure: Measure;
  /** Puts a drawing below what is there, on one page. */
  put(drawing: Drawing): void;
  space(points: number): void;
  /** Goes to the next page unless so much is left. */
  need(points: number): void;
  /** Ends the document, with a line at the foot of every page. */
  end(foot: (page: number, pages: number) => Drawing): Promise<Buffer>;
}

/** @param info title and date of the document */
export function openPaper(info: { readonly title: string; readonly creator: string; readonly date: Date }): Paper {
  const document = newPdf({
    ...{ size: 'A4', margin: 0, bufferPages: true, font: null as never, lang: 'en', displayTitle: true },
    pdfVersion: '1.7',
    info: { Title: info.title, Creator: info.creator, Producer: info.creator, CreationDate: info.date },
  });
  const { regular, bold } = fontFiles();
  document.registerFont('regular', regular);
  document.registerFont('bold', bold);
  const parts: Buffer[] = [];
  document.on('data', (part: Buffer) => parts.push(part));
  let y = MARGIN;
  const need = (points: number): void => {
    if (y + points <= PAGE.height - FOOT || y === MARGIN) return;
    document.addPage();
    y = MARGIN;
  };
  return {
    measure: fontMeasure(),
    need,
    space: (points) => {
      y += points;
    },
    put(drawing) {
      need(drawing.height);
      for (const mark of moved(drawing.marks, [MARGIN, y])) draw(document, mark);
      y += drawing.height;
    },
    async end(foot) {
      const { count } = document.bufferedPageRange();
      for (let page = 0; page < count; page++) {
        document.switchToPage(page);
        const drawing = foot(page + 1, count);
        for (const mark of moved(drawing.marks, [MARGIN, PAGE.height - FOOT + 14])) draw(document, mark);
      }
      const ended = new Promise((resolve) => document.on('end', resolve));
      document.end();
      await ended;
      return Buffer.concat(parts);
    },
  };
}

function draw(document: PDFKit.PDFDocument, mark: Mark): void {
  if (mark.kind === 'line') {
    path(document, mark.points);
    document.lineWidth(mark.width).stroke(mark.colour);
  } else if (mark.kind === 'shape') {
    path(document, mark.points);
    document.fill(mark.fill);
  } else if (mark.kind === 'picture') {
    const { width, height, rgb } = mark.picture;
    const png = Buffer.from(encode({ width, height, data: rgb, channels: 3, depth: 8 }));
    document.image(png, ...mark.at, { width: mark.width, height: mark.height });
  } else if (mark.kind === 'box') {
    const box = () => document.rect(...mark.at, mark.width, mark.height);
    if (mark.fill) box().fill(mark.fill);
    if (mark.stroke)
      box()
        .lineWidth(mark.strokeWidth ?? 0.5)
        .stroke(mark.stroke);
  } else {
    const { text, size, isBold = false, anchor = 'start', colour = '#000000', at } = mark;
    document.font(isBold ? 'bold' : 'regular').fontSize(size);
    const shift = anchor === 'start' ? 0 : document.widthOfString(text) * (anchor === 'end' ? 1 : 0.5);
    document.fillColor(colour).text(text, at[0] - shift, at[1], { lineBreak: false, baseline: 'alphabetic' });
  }
}

function path(document: PDFKit.PDFDocument, [first, ...rest]: readonly Point[]): void {
  if (!first) return;
  document.moveTo(...first);
  for (const point of rest) document.lineTo(...point);
}
