import type { Drawing, Mark, Point } from './drawing.ts';
import { FONT_FAMILY } from './fonts.ts';

/** A drawing as SVG; pictures are left out, their place stays empty. */
export function toSvg({ width, height, marks }: Drawing): string {
  const parts = marks.flatMap(element);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${parts.join('')}</svg>`;
}

function element(mark: Mark): string[] {
  if (mark.kind === 'picture') return [];
  if (mark.kind === 'line')
    return [
      `<polyline points="${list(mark.points)}" fill="none" stroke="${mark.colour}" stroke-width="${mark.width}"/>`,
    ];
  if (mark.kind === 'shape') return [`<polygon points="${list(mark.points)}" fill="${mark.fill}"/>`];
  const [x, y] = mark.at.map(short);
  if (mark.kind === 'box') {
    const stroke = mark.stroke ? ` stroke="${mark.stroke}" stroke-width="${mark.strokeWidth ?? 1}"` : '';
    const size = `width="${short(mark.width)}" height="${short(mark.height)}"`;
    return [`<rect x="${x}" y="${y}" ${size} fill="${mark.fill ?? 'none'}"${stroke}/>`];
  }
  const { text, size, isBold = false, anchor = 'start', colour = '#000000' } = mark;
  const look = `font-family="${FONT_FAMILY}" font-size="${size}" font-weight="${isBold ? 600 : 400}" fill="${colour}"`;
  return [`<text x="${x}" y="${y}" text-anchor="${anchor}" ${look}>${escapeXml(text)}</text>`];
}

function list(points: readonly Point[]): string {
  return points.map((point) => point.map(short).join(',')).join(' ');
}

function short(value: number): number {
  return Number(value.toFixed(2));
}

/** Text as it may stand in XML; what XML knows no character for is left out. */
function escapeXml(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must go.
      .replace(/[\u0000-\u001f]/g, ' ')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
  );
}
