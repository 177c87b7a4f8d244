import { Button } from '@mantine/core';
import { useState } from 'react';
import { bridge } from '../api/bridge.ts';
import { engine } from '../api/engine.ts';
import type { PackSummary } from '../api/types.ts';
import { sayInfo } from '../state/messages.ts';
import { queryClient, usePacks } from '../state/queries.ts';
import { Facts } from '../widgets/Facts.tsx';
import { ErrorNotice } from '../widgets/Notice.tsx';
import { RowsSkeleton } from '../widgets/RowsSkeleton.tsx';
import { Dialog } from './Dialog.tsx';

/** `t29unuBalancedAccuracy20m`, as manifests name their scores, in words: `T29UNU balanced accuracy 20 m`. */
function scoreName(key: string): string {
  const [first = '', ...rest] = key
    .replace(/([a-z]{2})(\d)/g, '$1 $2')
    .replace(/(\d)m$/, '$1 m')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(' ');
  const begin = /\d/.test(first) ? first.toUpperCase() : first.charAt(0).toUpperCase() + first.slice(1);
  return [begin, ...rest].join(' ');
}

function scoreText(value: unknown): string {
  if (typeof value === 'number') return value <= 1 ? value.toFixed(3) : String(value);
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([name, part]) => `${name} ${scoreText(part)}`)
    .join(', ');
}

function Pack({ pack }: { readonly pack: PackSummary }) {
  const { min, max } = pack.gridMetres;
  const facts: [string, string][] = [
    ['Levels', pack.levels.join(', ')],
    ['Grid', min === max ? `${min} m` : `${min} to ${max} m`],
    ['Needs', pack.minimumBands.map((band) => band.replaceAll('|', ' or ')).join(', ')],
    ['Trained on', pack.trainingData],
    ['Made for', pack.scopeText],
    ['Licence', pack.licence],
    ...Object.entries(pack.scores).map(([name, value]): [string, string] => [scoreName(name), scoreText(value)]),
  ];
  return (
    <section style={{ paddingBottom: 12 }}>
      <div className="section-title">
        {pack.name} <small>{pack.version}</small> <span className="grow" />{' '}
        <small>{pack.builtIn ? 'built in' : 'added'}</small>
      </div>
      <Facts isWide facts={facts.filter(([, value]) => value !== '')} />
    </section>
  );
}

/** The networks that are there, with what each was made for; another is added by its folder. */
export default function PacksDialog() {
  const { data: packs, error, isPending } = usePacks();
  const [refused, setRefused] = useState<unknown>(null);
  const add = async () => {
    setRefused(null);
    try {
      const choice = await bridge.choose('pack');
      if (!choice) return;
      const pack = await engine.addPack(choice.handle);
      await queryClient.invalidateQueries({ queryKey: ['packs'] });
      await queryClient.invalidateQueries({ queryKey: ['products'] });
      sayInfo(`The pack ${pack.name} ${pack.version} was added.`);
    } catch (cause) {
      setRefused(cause);
    }
  };
  return (
    <Dialog
      title="Model packs"
      size={600}
      foot={
        <>
          <span className="grow">A pack is a folder with model.onnx and model.json.</span>
          <Button onClick={() => void add()}>Add a pack</Button>
        </>
      }
    >
      {error && <ErrorNotice error={error} />}
      {isPending && <RowsSkeleton />}
      {refused !== null && (
        <div style={{ marginBottom: 12 }}>
          <ErrorNotice error={refused} />
        </div>
      )}
      {packs?.map((pack) => (
        <Pack key={`${pack.id}${pack.version}`} pack={pack} />
      ))}
    </Dialog>
  );
}
