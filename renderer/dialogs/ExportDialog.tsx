import { packGrids } from '../actions/masks.ts';
import { productBands } from '../state/composites.ts';
import { sceneName } from '../state/product-name.ts';
import { useActiveProduct } from '../state/queries.ts';
import { GridChoice } from '../widgets/GridChoice.tsx';
import { Dialog } from './Dialog.tsx';
import { EstimateNotices, estimateText } from './export/EstimateNotices.tsx';
import { OverwriteFiles } from './export/OverwriteFiles.tsx';
import { useExport } from './export/use-export.ts';
import { AreaChoice } from './recipe/AreaChoice.tsx';
import { FormatChoice } from './recipe/FormatChoice.tsx';
import { NameTemplate } from './recipe/NameTemplate.tsx';
import { TargetChoice } from './recipe/TargetChoice.tsx';
import { StartFoot } from './StartFoot.tsx';

/** One export of the active product: what, which grid, which area, where to. */
export default function ExportDialog() {
  const product = useActiveProduct();
  const { scene, recipe, setRecipe, estimate, ...work } = useExport(product);
  if (!product) return null;
  const status = work.missing ?? estimateText(estimate.data, estimate.isPending);
  return (
    <Dialog
      title={`Export ${sceneName(product)}`}
      size={640}
      foot={<StartFoot status={status} action="Export" isReady={work.isReady} onStart={work.start} />}
    >
      <div className="form">
        <FormatChoice
          recipe={recipe}
          bands={productBands(product)}
          finestMetres={(band) => Math.min(...(product.bands[band] ?? []))}
          onChange={setRecipe}
        />
        <span className="label">Mask grid</span>
        <div className="value">
          <GridChoice
            label="Mask grid"
            grids={[...packGrids(product, scene?.choice?.pack)].sort((a, b) => a - b)}
            value={recipe.grid}
            onChange={(grid) => setRecipe({ ...recipe, grid })}
          />
          {recipe.grid !== scene?.choice?.grid && (
            <span className="dim">Another grid than the one on the map; it is computed first where needed.</span>
          )}
        </div>
        <AreaChoice {...work.part} />
        <TargetChoice target={work.target} onChange={work.setTarget} />
        <NameTemplate recipe={recipe} files={estimate.data?.files} onChange={setRecipe} />
        <EstimateNotices estimate={estimate.data} error={estimate.error} tooLarge={work.tooLarge} />
        <OverwriteFiles
          names={work.there.map(({ name }) => name)}
          overwrite={work.overwrite}
          onOverwrite={work.setOverwrite}
        />
      </div>
    </Dialog>
  );
}
