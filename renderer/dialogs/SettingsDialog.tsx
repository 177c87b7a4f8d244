import { Button, Select, Switch } from '@mantine/core';
import Trash2 from 'lucide-react/icons/trash-2';
import { changeSettings } from '../actions/settings.ts';
import type { AppSettings } from '../api/types.ts';
import { serviceName } from '../state/background.ts';
import { useSettings, useStatus } from '../state/queries.ts';
import { openDialog } from '../state/ui.ts';
import { ErrorNotice } from '../widgets/Notice.tsx';
import { RowsSkeleton } from '../widgets/RowsSkeleton.tsx';
import { ToolButton } from '../widgets/ToolButton.tsx';
import { Dialog } from './Dialog.tsx';
import { ReadRemoteSwitch } from './remote/ReadRemoteSwitch.tsx';

const THEMES = [
  { value: 'dark', label: 'Dark' },
  { value: 'light', label: 'Light' },
  { value: 'system', label: 'As the system' },
];
const DEVICES = [
  { value: 'auto', label: 'Automatic: the fastest that works' },
  { value: 'cpu', label: 'CPU' },
  { value: 'webgpu', label: 'GPU by WebGPU' },
  { value: 'dml', label: 'GPU by DirectML (Windows)' },
  { value: 'coreml', label: 'Core ML (macOS)' },
  { value: 'cuda', label: 'GPU by CUDA (Linux)' },
];

/** Settings of the application; each is kept as soon as it is changed. */
export default function SettingsDialog() {
  const { data: settings, error, isPending } = useSettings();
  const { data: status } = useStatus();
  return (
    <Dialog title="Settings" size={540}>
      {error && <ErrorNotice error={error} />}
      {isPending && <RowsSkeleton />}
      {settings && (
        <div className="form">
          <span className="label">Theme</span>
          <Select
            aria-label="Theme"
            data={THEMES}
            value={settings.theme}
            onChange={(theme) => void changeSettings({ theme: theme as AppSettings['theme'] })}
          />
          <span className="label">On opening</span>
          <div className="value">
            <Switch
              label="Compute the 20 m mask at once"
              checked={settings.computeOnOpen}
              onChange={(event) => void changeSettings({ computeOnOpen: event.target.checked })}
            />
          </div>
          <span className="label">Inference on</span>
          <div className="stack">
            <Select
              aria-label="Inference on"
              data={DEVICES}
              value={settings.device}
              onChange={(device) => void changeSettings({ device: device as AppSettings['device'] })}
            />
            {status && <span className="dim">{status.device.reason}</span>}
          </div>
          <span className="label">Background map</span>
          <div className="value">
            <span className="grow">
              {settings.background.on
                ? `On: tiles come over the internet from ${serviceName(settings.background.template)}`
                : 'Off: nothing is loaded from the internet'}
            </span>
            <Button onClick={() => openDialog('background')}>Change…</Button>
          </div>
          <span className="label">Network</span>
          <div className="value">
            <ReadRemoteSwitch />
          </div>
          <span className="label">Presets</span>
          <div className="stack" style={{ paddingTop: 4 }}>
            {settings.presets.length === 0 && <span className="dim">None. They are saved in the Mask panel.</span>}
            {settings.presets.map(({ name }) => (
              <div key={name} className="row">
                <span className="grow">{name}</span>
                <ToolButton
                  small
                  icon={Trash2}
                  label={`Remove the preset ${name}`}
                  onClick={() =>
                    void changeSettings({ presets: settings.presets.filter((preset) => preset.name !== name) })
                  }
                />
              </div>
            ))}
          </div>
        </div>
      )}
    </Dialog>
  );
}
