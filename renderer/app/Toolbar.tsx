import { Button, Menu } from '@mantine/core';
import ChevronDown from 'lucide-react/icons/chevron-down';
import Columns2 from 'lucide-react/icons/columns-2';
import Crosshair from 'lucide-react/icons/crosshair';
import FolderOpen from 'lucide-react/icons/folder-open';
import Layers from 'lucide-react/icons/layers';
import PenTool from 'lucide-react/icons/pen-tool';
import Redo2 from 'lucide-react/icons/redo-2';
import SlidersHorizontal from 'lucide-react/icons/sliders-horizontal';
import SquareSplitHorizontal from 'lucide-react/icons/square-split-horizontal';
import Undo2 from 'lucide-react/icons/undo-2';
import Upload from 'lucide-react/icons/upload';
import { computeMask, mainGrid, maskFraction, packGrids } from '../actions/masks.ts';
import { choosePair } from '../actions/pairs.ts';
import { runCommand } from '../commands/registry.ts';
import { isMac, shortcutText } from '../commands/shortcuts.ts';
import { COMPOSITES, compositeBands } from '../state/composites.ts';
import { datesOf } from '../state/dates.ts';
import { useIsLabelling } from '../state/label/project.ts';
import { useEditor } from '../state/label/sessions.ts';
import { isUnderWay, maskJob } from '../state/mask-job.ts';
import { useActiveProduct, useJobs, useMaskStates, useProducts } from '../state/queries.ts';
import { useActiveScene } from '../state/scenes.ts';
import { type Pair, useUi } from '../state/ui.ts';
import { donePercent } from '../widgets/format.ts';
import { ToolButton } from '../widgets/ToolButton.tsx';

const PAIRS: readonly { id: Pair; name: string }[] = [
  { id: 'image-mask', name: 'Image | mask' },
  { id: 'mask-reference', name: 'Mask | reference' },
  { id: 'model-model', name: 'Model A | model B' },
  { id: 'date-date', name: 'Date | date' },
];

function CompositeMenu() {
  const product = useActiveProduct();
  const scene = useActiveScene();
  const name =
    COMPOSITES.find(({ id }) => id === scene?.image.composite)?.name ??
    (scene ? scene.image.bands.join(' ') : 'True colour');
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <button type="button" className="tool" disabled={!product} aria-label={`Image: ${name}`}>
          {name}
          <ChevronDown size={14} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {COMPOSITES.map((composite) => {
          const bands = product && compositeBands(composite, product);
          return (
            <Menu.Item
              key={composite.id}
              disabled={!bands}
              rightSection={<span className="menu-shortcut">{bands?.join(' ') ?? 'no band'}</span>}
              onClick={() => runCommand(`composite-${composite.id}`)}
            >
              {composite.name}
            </Menu.Item>
          );
        })}
        <Menu.Divider />
        <Menu.Item onClick={() => runCommand('image')}>Bands and contrast…</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function PairMenu() {
  const mode = useUi((ui) => ui.viewMode);
  const pair = useUi((ui) => ui.pair);
  const product = useActiveProduct();
  const { data: products = [] } = useProducts();
  const hasDates = product !== null && datesOf(products, product).length > 1;
  if (mode === 'single') return null;
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <button type="button" className="tool">
          {PAIRS.find(({ id }) => id === pair)?.name}
          <ChevronDown size={14} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {PAIRS.map(({ id, name }) => (
          <Menu.Item key={id} disabled={id === 'date-date' && !hasDates} onClick={() => void choosePair(id)}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function ComputeButton() {
  const product = useActiveProduct();
  const scene = useActiveScene();
  const { data: states } = useMaskStates(product?.id ?? null);
  const { data: jobs } = useJobs();
  const pack = scene?.choice?.pack ?? product?.packs[0]?.id;
  const grid = product && mainGrid(product, pack);
  if (!product || pack === undefined || !grid) {
    return (
      <Button variant="filled" disabled>
        Compute mask
      </Button>
    );
  }
  const done = maskFraction(states, { pack, grid }) >= 1;
  const job = maskJob(jobs, { product: product.id, pack, grid });
  const running = job !== undefined && isUnderWay(job);
  const others = packGrids(product, pack);
  const shown = done && scene?.choice?.grid === grid;
  return (
    <span className="joined">
      <Button variant={shown ? 'default' : 'filled'} disabled={running || shown} onClick={() => void computeMask(grid)}>
        {running
          ? `Computing ${grid} m`
          : shown
            ? `Mask ${grid} m computed`
            : done
              ? `Show mask ${grid} m`
              : `Compute mask ${grid} m`}
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant={shown ? 'default' : 'filled'} aria-label="Other grids">
            <ChevronDown size={14} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {[...others]
            .sort((a, b) => a - b)
            .map((one) => {
              const fraction = maskFraction(states, { pack, grid: one });
              return (
                <Menu.Item
                  key={one}
                  rightSection={
                    <span className="menu-shortcut">
                      {fraction >= 1 ? 'computed' : fraction > 0 ? `${donePercent(fraction)} %` : ''}
                    </span>
                  }
                  onClick={() => void computeMask(one)}
                >
                  {one} m grid
                </Menu.Item>
              );
            })}
        </Menu.Dropdown>
      </Menu>
    </span>
  );
}

export function Toolbar() {
  const product = useActiveProduct();
  const scene = useActiveScene();
  const mode = useUi((ui) => ui.viewMode);
  const tool = useUi((ui) => ui.tool);
  const isLabelling = useIsLabelling();
  const { canUndo, canRedo } = useEditor();
  const none = !product;
  return (
    <div className="toolbar" role="toolbar" aria-label="Tools">
      <ToolButton icon={FolderOpen} label="Open product" text="Open" onClick={() => runCommand('open')} />
      <span className="divider" />
      <CompositeMenu />
      <ToolButton
        icon={SlidersHorizontal}
        label="Bands and contrast"
        hint="B"
        disabled={none}
        onClick={() => runCommand('image')}
      />
      <span className="divider" />
      <ToolButton
        icon={Layers}
        label="Mask"
        text="Mask"
        hint="M, hold space to hide"
        pressed={scene?.mask.visible ?? false}
        disabled={!scene?.choice}
        onClick={() => runCommand('show-mask')}
      />
      <ToolButton
        icon={SquareSplitHorizontal}
        label="Swipe line"
        text="Swipe"
        hint="S"
        pressed={mode === 'swipe'}
        disabled={none}
        onClick={() => runCommand('swipe')}
      />
      <ToolButton
        icon={Columns2}
        label="Side by side"
        text="Side by side"
        hint="D"
        pressed={mode === 'side'}
        disabled={none}
        onClick={() => runCommand('side')}
      />
      <PairMenu />
      <span className="divider" />
      <ToolButton
        icon={Crosshair}
        label="Inspect pixels"
        text="Inspect"
        hint="P"
        pressed={tool === 'inspect'}
        disabled={none}
        onClick={() => runCommand('inspect')}
      />
      <ToolButton
        icon={PenTool}
        label="Draw area of interest"
        text="Draw AOI"
        hint="A"
        pressed={tool === 'draw'}
        disabled={none}
        onClick={() => runCommand('draw')}
      />
      <span className="divider" />
      <ToolButton
        icon={Undo2}
        label="Undo"
        hint={shortcutText('Mod+Z', isMac)}
        disabled={isLabelling ? !canUndo : !scene?.tuning.past.length}
        onClick={() => runCommand('undo')}
      />
      <ToolButton
        icon={Redo2}
        label="Redo"
        hint={shortcutText('Mod+Shift+Z', isMac)}
        disabled={isLabelling ? !canRedo : !scene?.tuning.future.length}
        onClick={() => runCommand('redo')}
      />
      <span className="space" />
      <ComputeButton />
      <Button leftSection={<Upload size={14} />} disabled={!scene?.choice} onClick={() => runCommand('export')}>
        Export
      </Button>
    </div>
  );
}
