import { Switch } from '@mantine/core';
import { changeSettings } from '../../actions/settings.ts';
import { useSettings } from '../../state/queries.ts';

/** The one switch that lets products be read over the network. */
export function ReadRemoteSwitch() {
  const { data: settings } = useSettings();
  return (
    <Switch
      label="Read products over the network"
      description="Products at addresses that you give are read from their servers, in the parts that are looked at. Off: nothing is fetched."
      checked={settings?.readRemote ?? false}
      disabled={!settings}
      onChange={(event) => void changeSettings({ readRemote: event.target.checked })}
    />
  );
}
