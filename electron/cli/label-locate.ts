import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { LabelError } from '../engine/label/documents.ts';
import { keepPlace } from '../engine/label/moved.ts';
import { type LabelFolder, openProject } from '../engine/label/project.ts';
import { requireProducts } from '../engine/produce/find-products.ts';
import type { RasterContext } from '../engine/raster/context.ts';
import { withSameProduct } from './label-project.ts';
import { print, sayLeftOut } from './terminal.ts';
import { withWorkbench } from './workbench.ts';

type Described = LabelFolder['document']['products'][number];

/** `nephoscope label locate PROJECT PLACE...` */
export function addLabelLocate(label: Command): void {
  label
    .command('locate')
    .description('say where the products of a project are now')
    .argument('<project>', 'folder of a label project')
    .argument('<places...>', 'products, or folders that hold some')
    .action(async (folder: string, places: string[]) => {
      const paths = await requireProducts(
        places.map((one) => resolve(one)),
        sayLeftOut,
      );
      await withWorkbench(1, async ({ rasters }) => {
        const project = await openProject(resolve(folder));
        const found = new Map<string, string>();
        for (const path of paths) {
          const described = project.document.products.filter((one) => isNamed(one, path));
          for (const one of described) {
            await keep(project, one, path, rasters);
            found.set(one.key, path);
          }
        }
        if (found.size === 0) throw noneOf(project, places);
        const { products } = project.document;
        print(
          products
            .map(({ key, name }) => `${found.has(key) ? `${name}: ${found.get(key)}` : `${name}: not there`}`)
            .join('\n'),
        );
      });
    });
}

/** Whether a file or folder has the name that a product had, or is called as the product calls itself. */
function isNamed({ name, absolutePath }: Described, path: string): boolean {
  const bare = (one: string): string => basename(one).replace(/\.(SAFE|zip|zarr)$/i, '');
  return [bare(name), bare(absolutePath)].includes(bare(path));
}

const keep = (project: LabelFolder, described: Described, path: string, rasters: RasterContext) =>
  withSameProduct(described, path, rasters, (product) =>
    keepPlace(project, described, { product, path, reading: described.reading }),
  );

function noneOf(project: LabelFolder, places: readonly string[]): LabelError {
  const names = project.document.products.map(({ name }) => name);
  return new LabelError(`No product of this project was found at ${places.join(', ')}.`, {
    file: project.folder,
    remedy: `Give the place of ${names.slice(0, 3).join(', ')}${names.length > 3 ? ' and others' : ''}, or a folder that holds some.`,
  });
}
