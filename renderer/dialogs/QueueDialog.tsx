import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { addJob } from '../actions/masks.ts';
import { engine } from '../api/engine.ts';
import { useExportSettings } from '../state/export-settings.ts';
import { sayError } from '../state/messages.ts';
import { newRecipe } from '../state/recipe.ts';
import { closeDialog, setUi } from '../state/ui.ts';
import { Dialog } from './Dialog.tsx';
import { type Existing, ExistingFiles } from './queue/ExistingFiles.tsx';
import { type QueueProduct, QueueProducts } from './queue/QueueProducts.tsx';
import { QueueSettings, useParameterSets } from './queue/QueueSettings.tsx';
import { FormatChoice } from './recipe/FormatChoice.tsx';
import { NameTemplate } from './recipe/NameTemplate.tsx';
import { TargetChoice } from './recipe/TargetChoice.tsx';

const showResults = () => {
  closeDialog();
  setUi({ fullView: 'season' });
};

function clashText(clash: { readonly name: string } | undefined): string | null {
  if (!clash) return null;
  return `Several products would be written as ${clash.name}: put {date} and {tile}, or {product}, into the names.`;
}

/** Many products in one go: what goes in, how masks are made, what comes out. The results stand in a view of their own. */
export default function QueueDialog() {
  const [last] = useState(() => useExportSettings.getState().queue);
  const [products, setProducts] = useState<readonly QueueProduct[]>([]);
  const [recipe, setRecipe] = useState(() => last.recipe ?? newRecipe(20, null, null));
  const [settings, setSettings] = useState(last.settings);
  const [target, setTarget] = useState(last.target);
  const [existing, setExisting] = useState<Existing>('keep');
  const [set, setSet] = useState('default');
  const parameterSets = useParameterSets();
  const wanted = products.filter(({ isWanted }) => isWanted);
  const sources = wanted.filter(({ error }) => error === null).map(({ handle }) => handle);
  const names = useQuery({
    queryKey: ['batch-names', sources, recipe],
    queryFn: ({ signal }) => engine.batchNames(sources, recipe, signal),
    enabled: sources.length > 0 && recipe.formats.length > 0,
    gcTime: 0,
  });
  const missing =
    wanted.length === 0
      ? 'Add at least one product.'
      : recipe.formats.length === 0
        ? 'Choose what to write.'
        : target
          ? (clashText(names.data?.clashes[0]) ?? names.error?.message ?? null)
          : 'Choose a folder to write to.';

  const start = async () => {
    if (!target) return;
    const chosen = parameterSets.find(({ value }) => value === set)?.parameters ?? null;
    try {
      const job = await engine.startJob({
        kind: 'batch',
        sources: wanted.map(({ handle }) => handle),
        recipe: { ...recipe, parameters: settings === 'kept' ? null : chosen },
        target: target.handle,
        settings,
        skipExisting: existing === 'keep',
      });
      addJob(job);
      useExportSettings.setState({ queue: { recipe, target, settings } });
      showResults();
    } catch (error) {
      sayError(error);
    }
  };

  return (
    <Dialog
      title="Process many products"
      size={720}
      foot={
        <>
          <span className="grow" role="status">
            {missing ?? 'They run one after the other in the background.'}
          </span>
          <Button onClick={showResults}>Results</Button>
          <Button variant="filled" disabled={missing !== null} onClick={() => void start()}>
            Start
          </Button>
        </>
      }
    >
      <div className="form">
        <QueueProducts products={products} onChange={setProducts} />
        <QueueSettings
          settings={settings}
          onSettings={setSettings}
          recipe={recipe}
          onRecipe={setRecipe}
          set={set}
          onSet={setSet}
        />
        <FormatChoice recipe={recipe} bands={null} onChange={setRecipe} />
        <TargetChoice target={target} onChange={setTarget} />
        <NameTemplate recipe={recipe} files={names.data?.names.map((name) => ({ name }))} onChange={setRecipe} />
        <ExistingFiles existing={existing} onChange={setExisting} />
      </div>
    </Dialog>
  );
}
