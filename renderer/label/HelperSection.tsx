import { Button } from '@mantine/core';
import Brush from 'lucide-react/icons/brush';
import Trash from 'lucide-react/icons/trash-2';
import Undo2 from 'lucide-react/icons/undo-2';
import { runCommand } from '../commands/registry.ts';
import { BRUSH_METRES } from '../state/brush-width.ts';
import { LABEL_CLASSES } from '../state/label/classes.ts';
import { type HelperClass, setHelperRadius, useHelper, useSceneHelper } from '../state/label/helper.ts';
import { useActiveProduct, useJobs } from '../state/queries.ts';
import { useActiveScene } from '../state/scenes.ts';
import { useUi } from '../state/ui.ts';
import { donePercent, grouped } from '../widgets/format.ts';
import { NumberField } from '../widgets/NumberField.tsx';
import { Swatch } from '../widgets/Swatch.tsx';
import { ToolButton } from '../widgets/ToolButton.tsx';

const CLASSES: readonly { id: HelperClass; code: number }[] = [
  { id: 'clear', code: 1 },
  { id: 'shadow', code: 2 },
  { id: 'semi', code: 3 },
  { id: 'cloud', code: 4 },
];

/** What the helper does now, in a line. */
function useHelperState(): string {
  const { isFitting, seconds } = useHelper();
  const { strokes, weights, pixels } = useSceneHelper();
  const product = useActiveProduct();
  const { data: jobs } = useJobs();
  const job = jobs?.find((one) => one.kind === 'features' && one.product === product?.id && one.endedAt === null);
  if (job) return `Computing what the network sees, ${donePercent(job.fraction)} %`;
  if (isFitting) return 'Fitting';
  if (strokes.length === 0) return 'No stroke yet.';
  if (weights.length === 0) return `${strokes.length} strokes, not fitted.`;
  const took = seconds === null ? '' : ` in ${seconds.toFixed(1)} s`;
  return `${strokes.length} ${strokes.length === 1 ? 'stroke' : 'strokes'}, fitted to ${grouped(pixels)} pixels${took}.`;
}

/** A few strokes for each class, and the mask of the whole scene follows. */
export function HelperSection() {
  const scene = useActiveScene();
  const tool = useUi((ui) => ui.tool);
  const { class: chosen, radiusMetres } = useHelper();
  const { strokes } = useSceneHelper();
  const state = useHelperState();
  const none = strokes.length === 0;
  return (
    <section className="section stack" aria-label="Scene helper">
      <div className="section-title">
        <span className="grow">Scene helper</span>
        <ToolButton
          small
          icon={Undo2}
          label="Take the last stroke back"
          disabled={none}
          onClick={() => runCommand('helper-drop')}
        />
        <ToolButton
          small
          icon={Trash}
          label="Remove the scene helper"
          disabled={none}
          onClick={() => runCommand('helper-remove')}
        />
      </div>
      <p className="label-help">Draw a few strokes of each class; the mask of this scene follows.</p>
      <fieldset className="bare label-keys" aria-label="What a stroke says">
        {CLASSES.map(({ id, code }) => (
          <button
            key={id}
            type="button"
            className="label-class"
            aria-pressed={chosen === id}
            onClick={() => useHelper.setState({ class: id })}
          >
            <Swatch colour={LABEL_CLASSES[code]?.colour ?? null} />
            <span className="ellipsis">{LABEL_CLASSES[code]?.name}</span>
          </button>
        ))}
      </fieldset>
      <div className="row">
        <ToolButton
          icon={Brush}
          label="Draw strokes"
          text="Draw strokes"
          pressed={tool === 'helper'}
          disabled={!scene?.choice}
          onClick={() => runCommand('helper-strokes')}
        />
        <span className="grow" />
        <span className="label-number">
          <NumberField
            label="Radius of a stroke"
            value={radiusMetres}
            range={BRUSH_METRES}
            step={10}
            unit="m"
            onCommit={setHelperRadius}
          />
        </span>
      </div>
      <p className="label-help" role="status">
        {state}
      </p>
      {!none && (
        <div className="label-buttons">
          <Button onClick={() => runCommand('helper-correct')}>Strokes as corrections</Button>
        </div>
      )}
    </section>
  );
}
