import { SegmentedControl } from '@mantine/core';
import Brush from 'lucide-react/icons/brush';
import Eraser from 'lucide-react/icons/eraser';
import Hand from 'lucide-react/icons/hand';
import PaintBucket from 'lucide-react/icons/paint-bucket';
import Pentagon from 'lucide-react/icons/pentagon';
import Pipette from 'lucide-react/icons/pipette';
import { runCommand } from '../commands/registry.ts';
import { type LabelTool, RADIUS, setBrush, setLabelTools, TOLERANCE, useLabelTools } from '../state/label/tools.ts';
import { NumberField } from '../widgets/NumberField.tsx';
import { ToolButton } from '../widgets/ToolButton.tsx';

const TOOLS = [
  { tool: 'brush', icon: Brush, label: 'Brush', hint: 'B' },
  { tool: 'polygon', icon: Pentagon, label: 'Polygon', hint: 'P' },
  { tool: 'fill', icon: PaintBucket, label: 'Fill', hint: 'G' },
  { tool: 'pick', icon: Pipette, label: "Network's classes in a polygon", hint: 'K' },
  { tool: 'move', icon: Hand, label: 'Move', hint: 'V' },
] as const satisfies readonly { tool: LabelTool; [more: string]: unknown }[];

function BrushSize() {
  const radius = useLabelTools((tools) => tools.radius);
  return (
    <div className="row">
      <span className="label">Radius</span>
      <span className="label-number">
        <NumberField
          label="Radius of the brush"
          value={radius}
          range={RADIUS}
          step={0.5}
          unit="px"
          onCommit={setBrush}
        />
      </span>
      <span className="dim">
        <span className="kbd">[</span> <span className="kbd">]</span>
      </span>
    </div>
  );
}

function FillKind() {
  const { fill, tolerance } = useLabelTools();
  return (
    <div className="row">
      <SegmentedControl
        aria-label="What is filled"
        data={[
          { value: 'label', label: 'Same label' },
          { value: 'colour', label: 'Similar colour' },
        ]}
        value={fill}
        onChange={(value) => setLabelTools({ fill: value === 'colour' ? 'colour' : 'label' })}
      />
      {fill === 'colour' && (
        <span className="label-number" title="Largest difference of a colour, of 255">
          <NumberField
            label="Tolerance of the colour"
            value={tolerance}
            range={TOLERANCE}
            step={1}
            onCommit={(value) => setLabelTools({ tolerance: value })}
          />
        </span>
      )}
    </div>
  );
}

const HELP: Partial<Record<LabelTool, string>> = {
  polygon: 'Click corners; Enter, a double click or the first corner closes it.',
  pick: "Click corners; within them the network's classes are taken.",
  move: 'Drag to move, wheel to zoom. With other tools: hold Alt, or the middle button.',
};

/** The tools that label, and how they are set. */
export function ToolRow() {
  const { tool, label } = useLabelTools();
  const isErasing = label === 0 && tool === 'brush';
  return (
    <>
      <div className="label-tools" role="toolbar" aria-label="Tools for labels">
        {TOOLS.map(({ tool: id, icon, label: name, hint }) => (
          <ToolButton
            key={id}
            icon={icon}
            label={name}
            hint={hint}
            pressed={tool === id && !(id === 'brush' && isErasing)}
            onClick={() => runCommand(`label-tool-${id}`)}
          />
        ))}
        <ToolButton
          icon={Eraser}
          label="Eraser"
          hint="E"
          pressed={isErasing}
          onClick={() => runCommand('label-erase')}
        />
      </div>
      {tool === 'brush' && <BrushSize />}
      {tool === 'fill' && <FillKind />}
      {HELP[tool] && <p className="label-help">{HELP[tool]}</p>}
    </>
  );
}
