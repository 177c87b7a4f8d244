import { Button, Select } from '@mantine/core';
import { useTaking } from '../actions/label/take.ts';
import { runCommand } from '../commands/registry.ts';
import { useSceneHelper } from '../state/label/helper.ts';
import { setLabelTools, type TakeOver, useLabelTools } from '../state/label/tools.ts';

const OVER: readonly { value: TakeOver; label: string }[] = [
  { value: 'nothing', label: 'where undefined' },
  { value: 'machines', label: "not over a person's" },
  { value: 'everything', label: 'over everything' },
];

/** Labels from the network's mask, as its sliders are, and from the corrections that were made on the scene. */
export function TakeRow() {
  const takeOver = useLabelTools((tools) => tools.takeOver);
  const { isBusy } = useTaking();
  const hasStrokes = useSceneHelper().strokes.length > 0;
  return (
    <div className="stack">
      <div className="row">
        <span className="label">Network</span>
        <Select
          className="grow"
          aria-label="Where the network's classes are taken"
          allowDeselect={false}
          data={[...OVER]}
          value={takeOver}
          onChange={(value) => setLabelTools({ takeOver: (value ?? 'nothing') as TakeOver })}
        />
      </div>
      <div className="label-buttons">
        <Button loading={isBusy} onClick={() => runCommand('label-take')}>
          Take in the chip
        </Button>
        <Button disabled={isBusy} onClick={() => runCommand('label-corrections')}>
          Take corrections
        </Button>
        {hasStrokes && (
          <Button disabled={isBusy} onClick={() => runCommand('label-strokes')}>
            Take strokes
          </Button>
        )}
      </div>
    </div>
  );
}
