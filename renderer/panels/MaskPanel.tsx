import { Button } from '@mantine/core';
import { computeMask, maskFraction } from '../actions/masks.ts';
import { productBands } from '../state/composites.ts';
import { isUnderWay, maskJob } from '../state/mask-job.ts';
import { useAbout, useActiveProduct, useJobs, useMaskStates } from '../state/queries.ts';
import { CLASS_ORDER, defaultParameters, FLAGGED } from '../state/scene.ts';
import { useOfScene } from '../state/scenes.ts';
import { openDialog, useUi } from '../state/ui.ts';
import { donePercent } from '../widgets/format.ts';
import { ErrorNotice } from '../widgets/Notice.tsx';
import { ClassParameters } from './mask/ClassParameters.tsx';
import { Corrections } from './mask/Corrections.tsx';
import { MinimumObject } from './mask/MinimumObject.tsx';
import { ModelChoice } from './mask/ModelChoice.tsx';
import { PersistentPlaces } from './mask/PersistentPlaces.tsx';
import { Presets } from './mask/Presets.tsx';
import { ShadowsNeedCloud } from './mask/ShadowsNeedCloud.tsx';
import { Statistics } from './mask/Statistics.tsx';
import { useMaskStatistics } from './mask/use-mask-statistics.ts';

/** Model, sliders and statistics of the active product's mask. */
export function MaskPanel() {
  const product = useActiveProduct();
  const scene = useOfScene(({ choice, classes }) => ({ choice, classes }));
  const { data: about } = useAbout();
  const { data: states } = useMaskStates(product?.id ?? null);
  const { data: jobs } = useJobs();
  const previewWaits = useUi((ui) => ui.previewWaits === product?.id);
  const { data, error, isPlaceholderData } = useMaskStatistics();
  if (!product || !scene) {
    return (
      <div className="empty">
        <p>Open a product to see its mask.</p>
      </div>
    );
  }
  if (!scene.choice) {
    const hasBands = productBands(product).length > 0;
    return (
      <div className="empty">
        <p>
          {hasBands
            ? 'No model pack fits this product: its level, bands or grids are not what a pack needs.'
            : 'None of the bands of this product can be read, so that it has no image and no mask; the warnings say why.'}
        </p>
        {hasBands && <Button onClick={() => openDialog('packs')}>Model packs</Button>}
      </div>
    );
  }
  const { choice } = scene;
  const defaults = defaultParameters(choice, product);
  const fraction = maskFraction(states, choice);
  const job = maskJob(jobs, { product: product.id, ...choice });
  const isComputing = (job !== undefined && isUnderWay(job)) || previewWaits;
  return (
    <>
      <div className="panel-scroll">
        <ModelChoice product={product} choice={choice} />
        {fraction < 1 && !isComputing && (
          <div className="section stack">
            {job?.error && <ErrorNotice error={job.error} />}
            <span>
              {fraction > 0 ? `${donePercent(fraction)} % of this mask is computed.` : 'This mask is not computed yet.'}
            </span>
            <Button onClick={() => void computeMask(choice.grid)}>
              {fraction > 0 ? 'Compute the rest' : `Compute mask ${choice.grid} m`}
            </Button>
          </div>
        )}
        {FLAGGED.map((id) => (
          <ClassParameters
            key={id}
            id={id}
            name={about?.classes.find((one) => one.id === id)?.name ?? id}
            colour={scene.classes[id].colour}
            defaults={defaults}
            histogram={data?.probabilityHistogram[id] ?? null}
          />
        ))}
        <MinimumObject defaults={defaults} />
        <ShadowsNeedCloud sun={product.sun} />
        <PersistentPlaces product={product} grid={choice.grid} />
        <Presets defaults={defaults} />
        <Corrections />
      </div>
      <Statistics data={data} error={error} isBefore={isPlaceholderData} order={CLASS_ORDER} fraction={fraction} />
    </>
  );
}
