import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import FolderOpen from 'lucide-react/icons/folder-open';
import Search from 'lucide-react/icons/search';
import X from 'lucide-react/icons/x';
import { memo, useState } from 'react';
import { bridge } from '../../api/bridge.ts';
import { engine } from '../../api/engine.ts';
import type { ApiMaskParameters, Choice, GridMetres, PersistentPlacesReport, ProductDetail } from '../../api/types.ts';
import { runCommand } from '../../commands/registry.ts';
import { shown } from '../../state/history.ts';
import { sayError } from '../../state/messages.ts';
import { setRasterOfPlaces, withoutPersistence, withPersistence } from '../../state/persistence.ts';
import { useJobs } from '../../state/queries.ts';
import { commitParameters, draftParameters, useOfScene } from '../../state/scenes.ts';
import { grouped } from '../../widgets/format.ts';
import { ErrorNotice } from '../../widgets/Notice.tsx';
import { ToolButton } from '../../widgets/ToolButton.tsx';
import { ParameterRow } from './ParameterRow.tsx';

const SHARE = { min: 0, max: 1, digits: 2 };

/** What a raster tells of the scene, as one sentence. */
export function placesText({ dates, cloudPixels, shadowPixels }: PersistentPlacesReport): string {
  if (cloudPixels + shadowPixels === 0) return 'It tells no persistent place in this scene: nothing can be lowered.';
  const most = dates === null ? 'most dates' : `most of ${dates} dates`;
  return `On ${most} ${grouped(cloudPixels)} pixels here are taken for cloud, ${grouped(shadowPixels)} for shadow: of that probability this share is given to clear.`;
}

/** The raster that was found last, where none is chosen yet. */
function useFound(): Choice | null {
  const { data: jobs = [] } = useJobs();
  const found = jobs.find(({ kind, state }) => kind === 'persistence' && state === 'done');
  return found?.result?.files.find(({ name }) => name.endsWith('.tif')) ?? null;
}

interface Props {
  readonly product: ProductDetail;
  readonly grid: GridMetres;
}

const lowered =
  (weight: number) =>
  (parameters: ApiMaskParameters): ApiMaskParameters =>
    parameters.persistence ? withPersistence(parameters, { ...parameters.persistence, weight }) : parameters;
const draftWeight = (weight: number) => draftParameters(lowered(weight));
const commitWeight = (weight: number) => commitParameters(lowered(weight));

/** Places that are taken for cloud or shadow on most dates: found, told, and lowered by one slider. Off until it is moved. */
export const PersistentPlaces = memo(function PersistentPlaces({ product, grid }: Props) {
  const persistence = useOfScene(({ tuning }) => shown(tuning).parameters.persistence) ?? undefined;
  const found = useFound();
  const [reading, setReading] = useState<string | null>(null);
  const report = useQuery({
    queryKey: ['persistent-places', product.id, persistence?.raster.handle, grid],
    queryFn: ({ signal }) => engine.persistentPlaces(product.id, { raster: persistence!.raster, grid }, signal),
    enabled: persistence !== undefined,
  });
  const choose = async () => {
    try {
      const choice = await bridge.choose('class-raster');
      if (!choice) return;
      setReading(choice.name);
      await engine.persistentPlaces(product.id, { raster: choice, grid });
      setRasterOfPlaces(product, choice);
    } catch (error) {
      sayError(error);
    } finally {
      setReading(null);
    }
  };
  return (
    <fieldset className="class-section">
      <legend className="visually-hidden">Persistent places</legend>
      <div className="section-title">
        <span className="grow" aria-hidden>
          Persistent places
        </span>
        {!persistence || persistence.weight === 0 ? <small>off</small> : null}
        <ToolButton
          small
          icon={Search}
          label="Find persistent places from dates"
          onClick={() => runCommand('persistence')}
        />
        <ToolButton small icon={FolderOpen} label="Load a raster of persistent places" onClick={() => void choose()} />
        {persistence && (
          <ToolButton
            small
            icon={X}
            label={`Take off ${persistence.raster.name}`}
            onClick={() => commitParameters(withoutPersistence)}
          />
        )}
      </div>
      {!persistence && (
        <p className="panel-note" role="status">
          {reading
            ? `${reading} is being read.`
            : 'Roofs, lagoons and dark lakes that pass for cloud or shadow on most of six dates or more can be made to count less.'}
        </p>
      )}
      {!persistence && found && (
        <Button size="compact-xs" onClick={() => setRasterOfPlaces(product, found)}>
          Use {found.name}
        </Button>
      )}
      {persistence && (
        <>
          <ParameterRow
            name="Lower by"
            label="Persistent places lowered"
            value={persistence.weight}
            standard={0}
            range={SHARE}
            step={0.01}
            onDraft={draftWeight}
            onCommit={commitWeight}
          />
          {report.error ? (
            <ErrorNotice error={report.error} />
          ) : (
            <p className="panel-note" title={[persistence.raster.name, ...(report.data?.notes ?? [])].join('\n')}>
              {report.data ? placesText(report.data) : `${persistence.raster.name} is being read.`}
            </p>
          )}
        </>
      )}
    </fieldset>
  );
});
