import { Button } from '@mantine/core';
import { actOnRemote } from '../../actions/remote.ts';
import type { ProductDetail } from '../../api/types.ts';
import { useRemote, useSettings } from '../../state/queries.ts';
import { bytesText } from '../../widgets/format.ts';
import { Notice } from '../../widgets/Notice.tsx';
import { fetchedText } from '../../widgets/remote-text.ts';

/** Where a product on the network is read from, what was fetched of it, and how to stop that. */
export function RemoteFacts({ product }: { readonly product: ProductDetail }) {
  const { data: activity } = useRemote();
  const { data: settings } = useSettings();
  const { remote } = product;
  if (!remote) return null;
  const counted = activity?.products[product.id];
  const isOff = settings?.readRemote === false;
  const act = (action: Parameters<typeof actOnRemote>[1]) => void actOnRemote(product, action);
  return (
    <section className="stack remote-facts" aria-label="Read over the network">
      <dl className="facts">
        <dt>Address</dt>
        <dd className="mono">{remote.address}</dd>
        <dt>Fetched</dt>
        <dd>{counted ? fetchedText(counted) : 'nothing yet'}</dd>
        {counted &&
          Object.entries(counted.hosts).map(([host, bytes]) => (
            <div key={host} style={{ display: 'contents' }}>
              <dt>From</dt>
              <dd>
                {host}, {bytesText(bytes)}
              </dd>
            </div>
          ))}
      </dl>
      {remote.hasQuery && (
        <p className="remote-note">
          What follows the ? of the address may be a key: it is kept nowhere, and asked for again.
        </p>
      )}
      {counted?.failure && (
        <Notice
          kind="error"
          text={counted.failure}
          remedy="Load it again; or download the product and open it from the disk."
        />
      )}
      {isOff && (
        <Notice
          kind="info"
          text="Reading over the network is off: what was fetched is shown, and nothing more is fetched."
          remedy="Switch it on: File, Settings."
        />
      )}
      {counted?.isStopped && !isOff && <Notice kind="info" text="You stopped the reading: nothing more is fetched." />}
      <div className="row">
        {counted?.isStopped ? (
          <Button disabled={isOff} onClick={() => act('go-on')}>
            Go on
          </Button>
        ) : (
          <Button disabled={isOff} onClick={() => act('stop')}>
            Stop reading
          </Button>
        )}
        <Button disabled={isOff || counted?.isStopped === true} onClick={() => act('reload')}>
          Load again
        </Button>
      </div>
    </section>
  );
}
