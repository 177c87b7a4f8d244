import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { putBackground } from '../actions/background.ts';
import type { AppSettings } from '../api/types.ts';
import { serviceName } from '../state/background.ts';
import { useSettings } from '../state/queries.ts';
import { closeDialog } from '../state/ui.ts';
import { ErrorNotice, Notice } from '../widgets/Notice.tsx';
import { RowsSkeleton } from '../widgets/RowsSkeleton.tsx';
import { Dialog } from './Dialog.tsx';

function goesOnline(service: string): string {
  return (
    `With the background map Nephoscope goes online: it loads map tiles over the internet from ${service}, and goes on ` +
    'to do so whenever a product is open, until you switch it off.'
  );
}

function Form({ background }: { readonly background: AppSettings['background'] }) {
  const [template, setTemplate] = useState(background.template);
  const [attribution, setAttribution] = useState(background.attribution);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const put = async (on: boolean) => {
    setBusy(true);
    setError(null);
    try {
      await putBackground({ on, template: template.trim(), attribution: attribution.trim() });
    } catch (cause) {
      setError(cause);
      setBusy(false);
    }
  };
  const { on } = background;
  const service = serviceName(on ? background.template : template.trim());
  return (
    <Dialog
      title="Background map"
      size={560}
      foot={
        <>
          <span className="grow">The window is loaded anew for this; products stay open.</span>
          <Button data-autofocus onClick={closeDialog}>
            {on ? 'Close' : 'Stay offline'}
          </Button>
          <Button variant="filled" disabled={busy} onClick={() => void put(!on)}>
            {on ? 'Switch off and go offline' : 'Go online'}
          </Button>
        </>
      }
    >
      <div className="stack">
        <Notice
          kind="warning"
          text={
            on ? `The background map is on: tiles are loaded over the internet from ${service}.` : goesOnline(service)
          }
          remedy={`${service} learns the network address of this machine and which places you look at. Images, masks and files stay here.`}
        />
        <div className="form">
          <span className="label">Tile address</span>
          <TextInput
            aria-label="Tile address"
            description={on ? 'Can be changed while the map is off.' : 'With {z}, {x} and {y}; tiles in Web Mercator.'}
            disabled={on}
            maxLength={500}
            value={template}
            onChange={(event) => setTemplate(event.target.value)}
          />
          <span className="label">Attribution</span>
          <TextInput
            aria-label="Attribution"
            description="Stands on the map; the terms of most services ask for it."
            disabled={on}
            maxLength={300}
            value={attribution}
            onChange={(event) => setAttribution(event.target.value)}
          />
        </div>
        {error !== null && <ErrorNotice error={error} />}
      </div>
    </Dialog>
  );
}

/** Switches the map behind the images on and off; says that it goes online, and to whom, before anything is loaded. */
export default function BackgroundDialog() {
  const { data: settings, error } = useSettings();
  if (settings) return <Form background={settings.background} />;
  return (
    <Dialog title="Background map" size={560}>
      {error ? <ErrorNotice error={error} /> : <RowsSkeleton />}
    </Dialog>
  );
}
