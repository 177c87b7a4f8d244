import { Button, SegmentedControl, Select, Switch, Tabs } from '@mantine/core';
import FolderOpen from 'lucide-react/icons/folder-open';
import Satellite from 'lucide-react/icons/satellite';
import X from 'lucide-react/icons/x';
import { useState } from 'react';
import { addJob } from '../actions/masks.ts';
import { bridge } from '../api/bridge.ts';
import { engine } from '../api/engine.ts';
import type { ApiMaskParameters, Choice, GridMetres } from '../api/types.ts';
import { shown } from '../state/history.ts';
import { sayError } from '../state/messages.ts';
import { asParameters } from '../state/presets.ts';
import { useJobs, usePacks, useSettings } from '../state/queries.ts';
import { newRecipe } from '../state/recipe.ts';
import { useActiveScene } from '../state/scenes.ts';
import { closeDialog } from '../state/ui.ts';
import { ToolButton } from '../widgets/ToolButton.tsx';
import { BatchResults } from './BatchResults.tsx';
import { Dialog } from './Dialog.tsx';
import { FormatChoice } from './recipe/FormatChoice.tsx';
import { TargetChoice } from './recipe/TargetChoice.tsx';

interface Source extends Choice {
  readonly folder: boolean;
}

function Sources({
  sources,
  onChange,
}: {
  readonly sources: readonly Source[];
  readonly onChange: (sources: readonly Source[]) => void;
}) {
  const add = async (folder: boolean) => {
    try {
      const choice = await bridge.choose(folder ? 'products-folder' : 'product');
      if (choice && !sources.some(({ handle }) => handle === choice.handle))
        onChange([...sources, { ...choice, folder }]);
    } catch (error) {
      sayError(error);
    }
  };
  return (
    <>
      <span className="label">Products</span>
      <div className="stack">
        <ul className="bare queue-list" aria-label="Products">
          {sources.length === 0 && <li className="empty">Add products, or a folder that holds them.</li>}
          {sources.map((source) => (
            <li key={source.handle} className="item">
              {source.folder ? (
                <FolderOpen size={16} aria-label="Folder" />
              ) : (
                <Satellite size={16} aria-label="Product" />
              )}
              <span className="grow" title={source.name}>
                {source.name}
              </span>
              <ToolButton
                small
                icon={X}
                label={`Remove ${source.name}`}
                onClick={() => onChange(sources.filter((one) => one !== source))}
              />
            </li>
          ))}
        </ul>
        <div className="value">
          <Button onClick={() => void add(false)}>Add product</Button>
          <Button onClick={() => void add(true)}>Add folder</Button>
        </div>
      </div>
    </>
  );
}

function useParameterSets(): { value: string; label: string; parameters: ApiMaskParameters | null }[] {
  const { data: settings } = useSettings();
  const scene = useActiveScene();
  const presets = (settings?.presets ?? []).flatMap(({ name, parameters }) => {
    const read = asParameters(parameters);
    return read ? [{ value: `preset:${name}`, label: name, parameters: read }] : [];
  });
  return [
    { value: 'default', label: "Each model's defaults", parameters: null },
    ...(scene ? [{ value: 'scene', label: 'As in the open scene', parameters: shown(scene.tuning).parameters }] : []),
    ...presets,
  ];
}

/** Many products by one recipe: what goes in, what comes out, and how it went. */
export default function QueueDialog() {
  const { data: packs = [] } = usePacks();
  const { data: jobs = [] } = useJobs();
  const hasResults = jobs.some(({ kind }) => kind === 'batch');
  const [tab, setTab] = useState<string | null>(hasResults ? 'results' : 'new');
  const [sources, setSources] = useState<readonly Source[]>([]);
  const [recipe, setRecipe] = useState(() => newRecipe(20, null, null));
  const [target, setTarget] = useState<Choice | null>(null);
  const [skipExisting, setSkipExisting] = useState(true);
  const [set, setSet] = useState('default');
  const parameterSets = useParameterSets();
  const missing =
    sources.length === 0
      ? 'Add at least one product.'
      : recipe.formats.length === 0
        ? 'Choose what to write.'
        : !target
          ? 'Choose a folder to write to.'
          : null;

  const start = async () => {
    if (!target) return;
    const parameters = parameterSets.find(({ value }) => value === set)?.parameters ?? null;
    try {
      addJob(
        await engine.startJob({
          kind: 'batch',
          sources: sources.map(({ handle }) => handle),
          recipe: { ...recipe, parameters },
          target: target.handle,
          settings: 'recipe',
          skipExisting,
        }),
      );
      setSources([]);
      setTab('results');
    } catch (error) {
      sayError(error);
    }
  };

  return (
    <Dialog
      title="Process many products"
      size={760}
      foot={
        tab === 'new' ? (
          <>
            <span className="grow" role="status">
              {missing ?? 'They run one after the other in the background.'}
            </span>
            <Button onClick={closeDialog}>Close</Button>
            <Button variant="filled" disabled={missing !== null} onClick={() => void start()}>
              Start
            </Button>
          </>
        ) : (
          <>
            <span className="grow" />
            <Button onClick={closeDialog}>Close</Button>
          </>
        )
      }
    >
      <Tabs value={tab} onChange={setTab} keepMounted={false}>
        <Tabs.List mb={12}>
          <Tabs.Tab value="new">New queue</Tabs.Tab>
          <Tabs.Tab value="results">Results</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="new">
          <div className="form">
            <Sources sources={sources} onChange={setSources} />
            <span className="label">Model</span>
            <Select
              aria-label="Model"
              data={[
                { value: '', label: 'The best for each product' },
                ...packs.map(({ id, name, levels }) => ({ value: id, label: `${name} (${levels.join(', ')})` })),
              ]}
              value={recipe.pack ?? ''}
              onChange={(pack) => setRecipe({ ...recipe, pack: pack || null })}
            />
            <span className="label">Mask grid</span>
            <div className="value">
              <SegmentedControl
                aria-label="Mask grid"
                data={['10', '20', '60'].map((value) => ({ value, label: `${value} m` }))}
                value={String(recipe.grid)}
                onChange={(grid) => setRecipe({ ...recipe, grid: Number(grid) as GridMetres })}
              />
            </div>
            <span className="label">Sliders</span>
            <Select
              aria-label="Sliders"
              data={parameterSets.map(({ value, label }) => ({ value, label }))}
              value={set}
              onChange={(value) => setSet(value ?? 'default')}
            />
            <FormatChoice recipe={recipe} bands={null} onChange={setRecipe} />
            <TargetChoice target={target} onChange={setTarget} />
            <span className="label">Existing files</span>
            <div className="value">
              <Switch
                label="Skip products whose files are already there"
                checked={skipExisting}
                onChange={(event) => setSkipExisting(event.target.checked)}
              />
            </div>
          </div>
        </Tabs.Panel>
        <Tabs.Panel value="results">
          <BatchResults />
        </Tabs.Panel>
      </Tabs>
    </Dialog>
  );
}
