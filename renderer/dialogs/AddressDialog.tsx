import { Button, TextInput } from '@mantine/core';
import { hasQuery } from '../state/remote.ts';
import { closeDialog } from '../state/ui.ts';
import { ErrorNotice, Notice } from '../widgets/Notice.tsx';
import { Dialog } from './Dialog.tsx';
import { ReadRemoteSwitch } from './remote/ReadRemoteSwitch.tsx';
import { useOpening } from './remote/use-opening.ts';
import { WouldFetch } from './remote/WouldFetch.tsx';

/**
 * Opens a product on the network in two steps: first its description is fetched, which says what it is, how large and on
 * which hosts; then it is opened. Nothing is fetched before either.
 */
export default function AddressDialog() {
  const { isOn, address, choice, host, look, error, doing, ...opening } = useOpening();
  return (
    <Dialog
      title="Open from an address"
      size={600}
      foot={
        <>
          <span className="grow" role="status">
            {doing === 'look' && 'Fetching the description…'}
            {doing === 'open' && 'Opening…'}
          </span>
          <Button onClick={() => (doing ? opening.stop() : closeDialog())}>{doing ? 'Stop' : 'Cancel'}</Button>
          <Button
            type="submit"
            form="from-address"
            variant="filled"
            loading={doing !== null}
            disabled={!opening.isReady}
          >
            {look ? 'Open' : 'Look'}
          </Button>
        </>
      }
    >
      <form id="from-address" className="stack" onSubmit={(event) => void opening.step(event)}>
        <ReadRemoteSwitch />
        {!isOn && (
          <Notice
            kind="info"
            text="Reading over the network is off, so that nothing can be fetched. Switch it on to go on."
          />
        )}
        {choice ? (
          <p>
            The files of <span className="mono">{choice.name}</span> are not on this machine, but at addresses.
          </p>
        ) : (
          <TextInput
            label="Address"
            description="https or http: a STAC item, a SAFE product (its folder NAME.SAFE or its manifest.safe), a zip of one, or a multi-band GeoTIFF"
            placeholder="https://"
            inputMode="url"
            spellCheck={false}
            autoComplete="off"
            maxLength={4096}
            data-autofocus
            disabled={!isOn}
            value={address}
            onChange={(event) => opening.change(event.target.value)}
          />
        )}
        {isOn && !look && host && (
          <p className="remote-note">
            Look asks {host} for the description, mostly less than 1 MB, and tells what opening would fetch.
          </p>
        )}
        {hasQuery(address) && (
          <p className="remote-note">
            What follows the ? may be a key. It is sent to {host ?? 'the server'} while the product is open, and kept
            nowhere: to load the product again later you give the address again.
          </p>
        )}
        {look && <WouldFetch look={look} />}
        {error !== null && <ErrorNotice error={error} />}
      </form>
    </Dialog>
  );
}
