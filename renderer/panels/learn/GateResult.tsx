import type { AdaptResult } from '../../api/types.ts';
import { grouped } from '../../widgets/format.ts';
import { Notice } from '../../widgets/Notice.tsx';
import { CountMatrix } from './CountMatrix.tsx';

const signed = (value: number): string => `${value >= 0 ? '+' : '−'}${Math.abs(value).toFixed(3)}`;

/** What the gate measured: held-out labels and anchors, before and after, and its word. */
export function GateResult({
  result,
  warnings,
}: {
  readonly result: AdaptResult;
  readonly warnings: readonly string[];
}) {
  const { gate, pack } = result;
  const { labels, anchors } = gate;
  const [lower, upper] = labels.gain;
  const lost = anchors.diceBefore - anchors.diceAfter;
  return (
    <section className="section stack gate" aria-label="What the gate says">
      <div className="section-title">
        <span className={gate.accepted ? 'good' : 'bad'}>{gate.accepted ? 'Accepted' : 'Refused'}</span>
        <small>{gate.accepted ? `The tuned network is ${pack}.` : 'The old network is kept.'}</small>
      </div>
      {gate.reasons.map((reason) => (
        <Notice key={reason} kind="warning" text={reason} />
      ))}
      {warnings.length > 0 && <Notice kind="warning" text={warnings.join(' ')} />}
      <dl className="facts wide">
        <dt>Held-out scenes, mean Dice</dt>
        <dd>
          {labels.diceBefore.toFixed(3)} → {labels.diceAfter.toFixed(3)}, gain {signed(lower)} to {signed(upper)} (95 %,{' '}
          {labels.scenes} scenes, {grouped(labels.pixels)} pixels)
        </dd>
        <dt>Anchors, mean Dice</dt>
        <dd>
          {anchors.diceBefore.toFixed(3)} → {anchors.diceAfter.toFixed(3)},{' '}
          {lost > 0 ? `loses ${lost.toFixed(3)}` : `gains ${(-lost).toFixed(3)}`} ({grouped(anchors.samples)} pixels of
          other places)
        </dd>
      </dl>
      <div className="gate-tables">
        <CountMatrix title="Held-out labels, before" corner="label \ mask" counts={labels.before} />
        <CountMatrix
          title="Held-out labels, after"
          corner="label \ mask"
          counts={labels.after}
          before={labels.before}
        />
        <CountMatrix title="Anchors, before" corner="truth \ mask" counts={anchors.before} />
        <CountMatrix title="Anchors, after" corner="truth \ mask" counts={anchors.after} before={anchors.before} />
      </div>
    </section>
  );
}
