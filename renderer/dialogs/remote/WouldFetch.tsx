import type { RemoteLook } from '../../api/types.ts';
import { bytesText } from '../../widgets/format.ts';

const KINDS: Readonly<Record<RemoteLook['kind'], string>> = {
  item: 'STAC item',
  safe: 'SAFE product',
  zip: 'zip of a product',
  geotiff: 'GeoTIFF',
};

const files = (count: number) => (count === 1 ? '1 file' : `${count} files`);

/** What opening a product on the network would fetch, and from whom. */
export function WouldFetch({ look }: { readonly look: RemoteLook }) {
  return (
    <section className="stack would-fetch" aria-label="What would be fetched">
      <dl className="facts">
        <dt>Product</dt>
        <dd className="mono">{look.name}</dd>
        <dt>Kind</dt>
        <dd>{KINDS[look.kind]}</dd>
        <dt>Hosts</dt>
        <dd>{look.hosts.map(({ host, files: count }) => `${host} (${files(count)})`).join(', ')}</dd>
        <dt>Size</dt>
        <dd>
          {look.bytes === null
            ? `${files(look.files)}, size not told`
            : `${bytesText(look.bytes)} in ${files(look.files)}`}
        </dd>
      </dl>
      <p className="remote-note">
        Opening fetches the metadata and the beginning of each file; then, in parts, the image that you look at and the
        bands of the preview mask. A mask at 20 or 10 m, or an export, fetches the bands that it needs whole.
      </p>
    </section>
  );
}
