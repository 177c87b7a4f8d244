import { Button, Select } from '@mantine/core';
import { switchGranule } from '../actions/products.ts';
import type { ProductDetail } from '../api/types.ts';
import { crsName } from '../geo/utm.ts';
import { productBands } from '../state/composites.ts';
import { twinsOf, twinText } from '../state/dates.ts';
import { granuleLabel } from '../state/granule-label.ts';
import { tileName } from '../state/product-name.ts';
import { useActiveProduct, useMaskStates, useNoData, useProducts } from '../state/queries.ts';
import { askOtherReading } from '../state/reading.ts';
import { useUi } from '../state/ui.ts';
import { Facts } from '../widgets/Facts.tsx';
import { anglesText, sensingText, withMinus } from '../widgets/format.ts';
import { ProductWarnings } from './product/ProductWarnings.tsx';
import { RemoteFacts } from './product/RemoteFacts.tsx';

/** How pixels become reflectance. */
function radiometryFacts(product: ProductDetail): readonly [string, string][] {
  const { stored, quantification } = product;
  if (stored) return [['Reflectance', `value * ${stored.scale} + ${stored.offset}`]];
  return [
    ['Quantification', String(quantification)],
    ['Offset', offsetText(product)],
  ];
}

function offsetText({ offsets }: ProductDetail): string {
  const values = [...new Set(Object.values(offsets))];
  if (values.length === 0) return 'none';
  const [least, most] = [Math.min(...values), Math.max(...values)].map((value) => withMinus(String(value)));
  return values.length === 1 ? `${least} DN, all bands` : `${least} to ${most} DN`;
}

const metresText = (metres: number): string => `${Number(metres.toFixed(3))} m`;

function NoDataShare({ product }: { readonly product: ProductDetail }) {
  const hasBands = productBands(product).length > 0;
  const { data, error } = useNoData(product.id, hasBands);
  if (!hasBands) return 'no bands to count in';
  if (error) return `not counted: ${error.message}`;
  return data ? `${(data.share * 100).toFixed(1)} %, of ${data.band} at ${metresText(data.pixelMetres)}` : 'counting';
}

/** An old product holds many granules, of which one is open; another takes its place. */
function GranuleSwitch({ product }: { readonly product: ProductDetail }) {
  const opening = useUi((ui) => ui.opening !== null);
  const labels = product.granules.map(granuleLabel);
  const choices = product.granules
    .map((name, index) => {
      const label = labels[index]!;
      return { value: name, label: labels.filter((one) => one === label).length > 1 ? name : label };
    })
    .sort((a, b) => a.label.localeCompare(b.label));
  return (
    <Select
      aria-label={`Granule, one of ${choices.length}`}
      title={product.granule}
      data={choices}
      value={product.granule}
      disabled={opening}
      searchable={choices.length > 8}
      comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
      onChange={(granule) => {
        if (granule && granule !== product.granule) void switchGranule(product, granule);
      }}
    />
  );
}

function ProductFacts({ product }: { readonly product: ProductDetail }) {
  const { sun } = product;
  const grids = Object.values(product.grids).map(({ pixelMetres }) => metresText(pixelMetres));
  const facts: [string, React.ReactNode][] = [
    [
      'Name',
      <span key="name" className="mono">
        {product.name}
      </span>,
    ],
    ['Platform', product.platform ?? 'unknown'],
    ['Sensing', sensingText(product.sensingTime)],
    [
      'Tile',
      [product.tile && tileName(product), product.relativeOrbit !== null && `orbit ${product.relativeOrbit}`]
        .filter(Boolean)
        .join(', ') || 'unknown',
    ],
    ['Baseline', product.baseline ?? 'unknown'],
    ['CRS', product.epsg === null ? 'none' : `${crsName(product.epsg)}, EPSG:${product.epsg}`],
    ['Grids', grids.join(', ')],
    ['Bands', productBands(product).join(' ')],
    ...radiometryFacts(product),
    ['No data', <NoDataShare key="share" product={product} />],
    ['Sun', sun ? anglesText(sun) : 'unknown'],
  ];
  if (product.granules.length > 1) facts.splice(1, 0, ['Granule', <GranuleSwitch key="granule" product={product} />]);
  return <Facts facts={facts} />;
}

function useTwin(product: ProductDetail | null): string | null {
  const { data: all = [] } = useProducts();
  return product && twinText(twinsOf(all, product));
}

/** What the metadata of the active product say, and what to beware of. */
export function ProductPanel() {
  const product = useActiveProduct();
  const { data: masks } = useMaskStates(product?.id ?? null);
  const ofMasks = [...new Set((masks ?? []).flatMap(({ warnings }) => warnings ?? []))];
  const twin = useTwin(product);
  const warnings = [
    ...(product?.warnings ?? []),
    ...(twin === null ? [] : [{ code: 'metadata', message: twin } as const]),
  ];
  const count = warnings.length + ofMasks.length;
  return (
    <section className="side" aria-label="Product">
      <div className="panel-head">
        <span className="grow">Product</span>
        {product && count > 0 && <span>{count === 1 ? '1 warning' : `${count} warnings`}</span>}
      </div>
      <div className="panel-scroll">
        {product ? (
          <div className="section stack">
            <ProductWarnings warnings={warnings} ofMasks={ofMasks} />
            <RemoteFacts product={product} />
            <ProductFacts product={product} />
            <div>
              <Button onClick={() => askOtherReading(product)}>Read otherwise…</Button>
            </div>
          </div>
        ) : (
          <div className="empty">
            <p>Open a product to see its metadata.</p>
          </div>
        )}
      </div>
    </section>
  );
}
