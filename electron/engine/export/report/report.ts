import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { windowGrid } from '../../core/grid.ts';
import type { Drawing } from '../figure/drawing.ts';
import { originLine, parameterRows, productFactRows, shareRows, subtitleOf, titleOf } from '../figure/facts.ts';
import { figureBands, figureMaps } from '../figure/figure-maps.ts';
import { drawMaps } from '../figure/maps.ts';
import type { ExportSource, OutputFormat } from '../format.ts';
import { exportName } from '../names.ts';
import { stageExport } from '../staging.ts';
import type { ReportEvidence } from './evidence.ts';
import { INNER, openPaper, type Paper } from './paper.ts';
import { accuracyText, confusionTable, DIM, factTable, heading, INK, paragraph, shareTable } from './tables.ts';

const LEAST_BYTES = 400_000;
const MOST_BYTES = 4_700_000;
/** Pixels of the longer side of each picture: some 300 for an inch. */
const PICTURE_SIDE = 1000;
const MAP_TEXT = 7;
const MAP_GAP = 14;
const NO_EVIDENCE: ReportEvidence = { areas: [], agreements: [], points: null, troubles: [] };

export const report: OutputFormat<'report'> = {
  id: 'report',
  title: 'Report, PDF',
  note: 'Figure, shares, parameters, warnings, agreement',
  heeds: 'figure',
  extensions: ['.pdf'],
  order: 2.5,
  stac: { roles: ['metadata'] },
  names: (subject) => {
    figureBands(subject);
    return [exportName(subject, 'report', report.extensions[0])];
  },
  estimate: () => [LEAST_BYTES, MOST_BYTES],
  async write(source, folder, options) {
    const { signal, onProgress } = options;
    const stage = 'Setting the report';
    const [file] = report.names(source);
    const target = join(folder, file);
    let warnings: readonly string[] = [];
    const files = await stageExport({ ...options, paths: [target], neededBytes: MOST_BYTES }, async (staging) => {
      onProgress?.({ fraction: 0, stage });
      const evidence = (await source.evidence?.()) ?? NO_EVIDENCE;
      warnings = evidence.troubles;
      await writeFile(join(staging, 'report.pdf'), await reportPdf(source, evidence, signal));
      onProgress?.({ fraction: 1, stage });
      return [{ staged: 'report.pdf', path: target }];
    });
    return { files, warnings };
  },
};

async function reportPdf(
  source: ExportSource,
  evidence: ReportEvidence,
  signal: AbortSignal | undefined,
): Promise<Buffer> {
  const { name, version } = source.provenance.application;
  const date = new Date(source.provenance.endedAt);
  const paper = openPaper({ title: titleOf(source), creator: `${name} ${version}`, date });
  const { measure } = paper;
  paper.put(titleBlock(source, paper));
  paper.put(factTable(productFactRows(source), measure));
  paper.space(12);
  paper.put(await mapsOf(source, signal));
  paper.space(10);
  putShares(paper, source, evidence);
  section(paper, 'How the mask was made', factTable(parameterRows(source), measure));
  putNetwork(paper, source);
  putWarnings(paper, [...source.provenance.warnings, ...evidence.troubles]);
  putAgreement(paper, evidence);
  const origin = originLine(source);
  return paper.end((page, pages) => ({
    width: INNER,
    height: 20,
    marks: [
      {
        kind: 'line',
        points: [
          [0, 0],
          [INNER, 0],
        ],
        colour: '#c8c8c8',
        width: 0.6,
      },
      { kind: 'text', text: origin, at: [0, 12], size: 7, colour: DIM },
      { kind: 'text', text: `${page} / ${pages}`, at: [INNER, 12], size: 7, anchor: 'end', colour: DIM },
    ],
  }));
}

function titleBlock(source: ExportSource, { measure }: Paper): Drawing {
  const title = titleOf(source);
  const size = Math.min(19, (19 * INNER) / measure(title, 19, true));
  return {
    width: INNER,
    height: 52,
    marks: [
      { kind: 'text', text: title, at: [0, 18], size, isBold: true, colour: INK },
      { kind: 'text', text: subtitleOf(source), at: [0, 34], size: 9.5, colour: DIM },
    ],
  };
}

async function mapsOf(source: ExportSource, signal: AbortSignal | undefined): Promise<Drawing> {
  const layout = source.recipe.figureLayout ?? 'beside';
  const maps = await figureMaps(source, layout, PICTURE_SIDE, signal);
  const { window } = source;
  // A map is as wide as the page allows, and not higher than half of it.
  const wide = (INNER - 4.4 * MAP_TEXT - (maps.length - 1) * MAP_GAP) / maps.length;
  const side = Math.min(400, (wide * Math.max(window.width, window.height)) / window.width);
  return drawMaps(maps, windowGrid(source.grid, window), { side, text: MAP_TEXT, gap: MAP_GAP, line: 0.6 });
}

function putShares(paper: Paper, source: ExportSource, { areas }: ReportEvidence): void {
  const whole = source.areaName ?? 'Whole scene';
  const places = [{ name: whole, shares: shareRows(source) }, ...areas];
  for (let first = 0; first < places.length; first += 3) {
    const table = shareTable(places.slice(first, first + 3), paper.measure);
    if (first === 0) section(paper, 'Shares of the classes', table);
    else paper.put(table);
  }
  paper.put(paragraph('Shares are of the valid pixels; missing is of all.', paper.measure, DIM));
}

function section(paper: Paper, title: string, first: Drawing): void {
  paper.space(10);
  paper.need(23 + Math.min(first.height, 120));
  paper.put(heading(title));
  paper.put(first);
}

function putNetwork(paper: Paper, { pack, provenance }: ExportSource): void {
  const { manifest } = pack;
  const rows: (readonly [string, string])[] = [
    ['Network', `${manifest.name} ${provenance.pack.version}, ${manifest.licence}`],
    ['Made for', `${manifest.levels.join(', ')}; ${manifest.scope.text}`],
    ['Trained on', manifest.trainingData],
  ];
  section(paper, 'Network and its scope', factTable(rows, paper.measure));
}

function putWarnings(paper: Paper, warnings: readonly string[]): void {
  const [first = 'None.', ...others] = [...new Set(warnings)];
  section(paper, 'Warnings', paragraph(first, paper.measure));
  for (const warning of others) {
    paper.space(3);
    paper.put(paragraph(warning, paper.measure));
  }
}

function putAgreement(paper: Paper, { agreements, points }: ReportEvidence): void {
  const tables = [...(points ? [points] : []), ...agreements];
  if (tables.length === 0) return;
  const told = paragraph(
    'Another mask is no truth: agreement tells where both say the same. Counts are pixels, or points; rows are the reference.',
    paper.measure,
    DIM,
  );
  section(paper, 'Agreement with references', told);
  for (const table of tables) {
    const matrix = confusionTable(table);
    paper.space(8);
    paper.need(matrix.height + 40);
    paper.put(paragraph(table.name, paper.measure, INK, true));
    paper.put(paragraph(accuracyText(table), paper.measure));
    paper.space(4);
    paper.put(matrix);
    for (const note of table.notes) paper.put(paragraph(note, paper.measure, DIM));
  }
}
