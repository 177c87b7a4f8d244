import { Menu, Popover, TextInput } from '@mantine/core';
import ChevronDown from 'lucide-react/icons/chevron-down';
import RotateCcw from 'lucide-react/icons/rotate-ccw';
import Save from 'lucide-react/icons/save';
import { memo, useState } from 'react';
import { changeSettings } from '../../actions/settings.ts';
import type { ApiMaskParameters } from '../../api/types.ts';
import { shown } from '../../state/history.ts';
import { sameValue } from '../../state/merge.ts';
import { withPlacesOff } from '../../state/persistence.ts';
import { asParameters, withPreset } from '../../state/presets.ts';
import { useSettings } from '../../state/queries.ts';
import { activeScene, commitParameters, useOfScene } from '../../state/scenes.ts';
import { ToolButton } from '../../widgets/ToolButton.tsx';

function SavePreset() {
  const { data: settings } = useSettings();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const save = () => {
    const trimmed = name.trim();
    const scene = activeScene();
    if (trimmed === '' || !scene) return;
    const { parameters } = shown(scene.tuning);
    void changeSettings({ presets: withPreset(settings?.presets ?? [], trimmed, parameters) });
    setOpen(false);
    setName('');
  };
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" trapFocus>
      <Popover.Target>
        <button
          type="button"
          className="tool icon small"
          aria-label="Save as preset"
          title="Save as preset"
          onClick={() => setOpen(!open)}
        >
          <Save size={14} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          className="row"
          style={{ padding: 4 }}
          onSubmit={(event) => {
            event.preventDefault();
            save();
          }}
        >
          <TextInput
            aria-label="Name of the preset"
            placeholder="Name of the preset"
            maxLength={80}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <button type="submit" className="tool" disabled={name.trim() === ''}>
            Save
          </button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}

/** Named settings of the sliders; kept with the application, not with the scene. */
export const Presets = memo(function Presets({ defaults }: { readonly defaults: ApiMaskParameters }) {
  const { data: settings } = useSettings();
  const presets = (settings?.presets ?? []).flatMap(({ name, parameters: kept }) => {
    const read = asParameters(kept);
    return read ? [{ name, parameters: read }] : [];
  });
  const now = useOfScene(({ tuning }) => {
    const { persistence, ...sliders } = shown(tuning).parameters;
    const isLowered = persistence !== undefined && persistence.weight > 0;
    const preset = isLowered ? undefined : presets.find(({ parameters }) => sameValue(parameters, sliders));
    return { preset: preset?.name, changed: isLowered || !sameValue(sliders, defaults) };
  });
  if (!now) return null;
  const { preset: current, changed } = now;
  const take = (preset: ApiMaskParameters) => {
    const scene = activeScene();
    if (scene) commitParameters(withPlacesOff(preset, scene));
  };
  return (
    <div className="section">
      <div className="row">
        <span className="label">Preset</span>
        <Menu position="bottom-start" width="target">
          <Menu.Target>
            <button
              type="button"
              className="tool grow"
              style={{ justifyContent: 'space-between', borderColor: 'var(--line)', background: 'var(--field)' }}
            >
              <span className="ellipsis">{current ?? (changed ? 'Own values' : 'Model defaults')}</span>
              <ChevronDown size={14} aria-hidden />
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => take(defaults)}>Model defaults</Menu.Item>
            {presets.map((preset) => (
              <Menu.Item key={preset.name} onClick={() => take(preset.parameters)}>
                {preset.name}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        <SavePreset />
        <ToolButton
          small
          icon={RotateCcw}
          label="Reset all sliders"
          disabled={!changed}
          onClick={() => take(defaults)}
        />
      </div>
    </div>
  );
});
