import { Hono } from 'hono';
import { z } from 'zod';
import { hasAnchors } from '../../adapt/anchors.ts';
import type { About, EngineStatus, PackSummary } from '../../contract/app.ts';
import { appSettingsSchema } from '../../contract/app.ts';
import { handleSchema } from '../../contract/common.ts';
import { tileOrigin } from '../../contract/tile-origin.ts';
import { BAND_IDS, NATIVE_METRES, WAVELENGTH_NANOMETRES } from '../../core/bands.ts';
import { MASK_CLASSES } from '../../core/classes.ts';
import { ParameterError } from '../../core/errors.ts';
import { FORMATS } from '../../export/formats.ts';
import { NAME_TOKENS } from '../../export/name-template.ts';
import { defaultParameters } from '../../mask/parameters.ts';
import type { ModelPack } from '../../model/packs.ts';
import { loadPack } from '../../model/packs.ts';
import { scopeText } from '../../model/scope-text.ts';
import { removeTunedPack } from '../../session/adapt.ts';
import { makeReady } from '../../session/make-ready.ts';
import { pathOf } from '../../session/path-of.ts';
import { listSamples } from '../../session/samples.ts';
import type { EngineContext } from '../context.ts';
import { jsonBody } from '../json-body.ts';

/** What concerns the application and not one product: about, status, packs, settings. */
export function appRoutes(context: EngineContext): Hono {
  const { bench, state, events } = context;
  return new Hono()
    .get('/about', async (c) => {
      const about: About = {
        version: context.version,
        classes: MASK_CLASSES,
        bands: BAND_IDS.map((id) => ({ id, nanometres: WAVELENGTH_NANOMETRES[id], pixelMetres: NATIVE_METRES[id] })),
        threads: bench.threads,
        samples: (await listSamples(context.samplesFolder)).map(({ level }) => level),
        nameTokens: NAME_TOKENS,
        formats: FORMATS.map(({ id, title, note, heeds }) => ({ id, title, note, heeds })),
      };
      return c.json(about);
    })
    .get('/status', async (c) => {
      const status: EngineStatus = {
        device: bench.device(),
        residentBytes: process.memoryUsage.rss(),
        cacheBytes: await bench.storeBytes(),
      };
      return c.json(status);
    })
    .post('/ready', (c) => {
      // Whoever needs the network is told what is wrong with it.
      makeReady(context).catch(() => undefined);
      return c.body(null, 204);
    })
    .get('/packs', async (c) =>
      c.json(await Promise.all((await bench.packs()).packs.map((pack) => summary(pack, context)))),
    )
    .post('/packs', jsonBody(z.object({ handle: handleSchema })), async (c) => {
      const folder = await pathOf(context, c.req.valid('json').handle);
      const pack = await loadPack(folder);
      bench.addPackFolder(folder);
      await context.saveSession();
      return c.json(await summary(pack, context), 201);
    })
    .delete('/packs/:id', async (c) => {
      await removeTunedPack(context, c.req.param('id'));
      return c.body(null, 204);
    })
    .get('/settings', async (c) => c.json(await state.settings()))
    .put('/settings', jsonBody(appSettingsSchema), async (c) => {
      const settings = c.req.valid('json');
      const { template } = settings.background;
      if (tileOrigin(template) === null) {
        throw new ParameterError(`"${template}" is no address of map tiles.`, {
          remedy: 'Give an address like https://example.org/{z}/{x}/{y}.png, with {z}, {x} and {y} in its path.',
        });
      }
      const kept = await state.saveSettings(settings);
      events.emit({ type: 'settings', settings: kept });
      return c.json(kept);
    });
}

async function summary(pack: ModelPack, context: EngineContext): Promise<PackSummary> {
  const { manifest } = pack;
  const { tuned } = manifest;
  return {
    id: manifest.id,
    name: manifest.name,
    version: manifest.version,
    licence: manifest.licence,
    levels: manifest.levels,
    gridMetres: manifest.gridMetres,
    minimumBands: manifest.minimumBands,
    trainingData: manifest.trainingData,
    scopeText: scopeText(manifest),
    scores: manifest.scores ?? {},
    defaults: defaultParameters({ thresholds: manifest.thresholds, ...manifest.defaults }),
    builtIn: pack.folder.startsWith(context.modelsFolder),
    tuned: tuned
      ? {
          parent: tuned.parent.id,
          method: tuned.method,
          project: tuned.labels.project,
          accepted: tuned.gate.accepted,
          diceBefore: tuned.gate.diceBefore,
          diceAfter: tuned.gate.diceAfter,
          gain: tuned.gate.gain,
        }
      : null,
    adaptable: await hasAnchors(pack),
  };
}
