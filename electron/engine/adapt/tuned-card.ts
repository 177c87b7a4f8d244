import type { Manifest } from '../model/manifest.ts';
import type { ModelPack } from '../model/packs.ts';
import type { Confusion } from './decide.ts';
import type { GateReport } from './gate.ts';
import type { Tuned } from './tune.ts';

const NAMES = ['clear', 'shadow', 'semi-transparent', 'cloud'];

/** What a tuned pack is and how it was judged, for people. */
export function tunedCard(parent: ModelPack, { report, method, gathered }: Tuned, manifest: Manifest): string {
  return `# ${manifest.name}

${parent.manifest.name} ${parent.manifest.version} (${parent.modelSha256}) with its last layer changed: ${method === 'head' ? `${gathered.samples.channels * 4 + 4} numbers` : '4 numbers'}.
Labels: ${gathered.chips.length} chips of ${gathered.scenes.length} scenes, ${report.labels.pixels} pixels, SHA-256 ${gathered.labelsSha256}.

${gateText(report)}
`;
}

/** The gate's judgement with all four confusion matrices, as text with Markdown tables. */
export function gateText(report: GateReport): string {
  const { labels, anchors, accepted, reasons } = report;
  const [lower, upper] = labels.gain;
  return `${accepted ? 'The gate accepted it.' : `The gate refused it. ${reasons.join(' ')}`}

Held-out scenes, mean Dice ${labels.diceBefore.toFixed(3)} before and ${labels.diceAfter.toFixed(3)} after; gain between ${lower.toFixed(3)} and ${upper.toFixed(3)} (95 %).

${tables(labels.before, labels.after)}

Anchors (${anchors.samples}), mean Dice ${anchors.diceBefore.toFixed(3)} before and ${anchors.diceAfter.toFixed(3)} after.

${tables(anchors.before, anchors.after)}`;
}

function tables(before: Confusion, after: Confusion): string {
  const head = `| label \\ mask | ${NAMES.join(' | ')} | after: ${NAMES.join(' | ')} |`;
  const rule = `|---|${'---:|'.repeat(2 * NAMES.length)}`;
  const rows = before.map((row, k) => `| ${NAMES[k]} | ${row.join(' | ')} | ${after[k]!.join(' | ')} |`);
  return [head, rule, ...rows].join('\n');
}
