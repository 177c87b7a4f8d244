import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Begins a PDF document. The package is loaded for the first: that takes a tenth of a second, which other runs need not spend. */
export function newPdf(options: PDFKit.PDFDocumentOptions): PDFKit.PDFDocument {
  const PdfDocument = require('pdfkit') as typeof import('pdfkit');
  return new PdfDocument(options);
}
