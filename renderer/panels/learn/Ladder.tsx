import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { startAdapt } from '../../actions/label/adapt.ts';
import type { AdaptReadiness, PackSummary } from '../../api/types.ts';
import { useActiveProduct } from '../../state/queries.ts';
import { setUi } from '../../state/ui.ts';
import { PythonStep } from './PythonStep.tsx';

interface Props {
  readonly project: string;
  readonly pack: PackSummary | null;
  readonly readiness: AdaptReadiness;
  readonly isBusy: boolean;
}

function Step({
  name,
  text,
  children,
}: {
  readonly name: string;
  readonly text: string;
  readonly children: ReactNode;
}) {
  return (
    <li className="ladder-step">
      <strong>{name}</strong>
      <span className="dim">{text}</span>
      {children}
    </li>
  );
}

/** Ways to make a mask better, the smallest change first: each further one needs more labels. */
export function Ladder({ project, pack, readiness, isBusy }: Props) {
  const hasScene = useActiveProduct() !== null;
  const toMask = () => setUi({ fullView: null, rightTab: 'mask', rightFolded: false });
  const learnt = (method: 'calibration' | 'head', button: string) => {
    const missing = readiness.missing[method];
    // What the step before wants already is said once.
    const said = method === 'head' ? readiness.missing.calibration : [];
    return (
      <>
        {missing
          .filter((text) => !said.includes(text))
          .map((text) => (
            <span key={text} className="wanting">
              {text}
            </span>
          ))}
        {method === 'head' && missing.length === 0 && readiness.advice === 'calibration' && (
          <span className="dim">With so few labels four numbers do as well as 68.</span>
        )}
        <div>
          <Button
            variant={readiness.advice === method ? 'filled' : 'default'}
            disabled={pack === null || isBusy || missing.length > 0}
            onClick={() => void startAdapt(project, pack?.id ?? '', method)}
          >
            {button}
          </Button>
        </div>
      </>
    );
  };
  return (
    <section className="section" aria-label="Ways to adapt">
      <div className="section-title">From the smallest change to the greatest</div>
      <ol className="bare ladder">
        <Step name="Sliders" text="Nothing is learnt: confidence and buffers of each class, for any scene.">
          <div>
            <Button disabled={!hasScene} onClick={toMask}>
              To the sliders
            </Button>
          </div>
        </Step>
        <Step name="Scene helper" text="A few strokes of each class on one scene; its mask follows, no other does.">
          <div>
            <Button disabled={!hasScene} onClick={toMask}>
              To the strokes
            </Button>
          </div>
        </Step>
        <Step name="Place calibration" text="4 numbers, from some dozens of labelled pixels of three scenes or more.">
          {learnt('calibration', 'Calibrate')}
        </Step>
        <Step name="Head" text="68 numbers, from some thousand labelled pixels of several scenes.">
          {learnt('head', 'Tune the head')}
        </Step>
        <Step
          name="Whole network, by Python"
          text="For experts with a graphics card or patience; the same gate judges."
        >
          <PythonStep project={project} hasLabels={readiness.chips > 0} />
        </Step>
      </ol>
    </section>
  );
}
