import { Switch } from '@mantine/core';
import { AGREEMENT } from '../../map/palette.ts';
import type { Scene } from '../../state/scene.ts';
import { updateActive } from '../../state/scenes.ts';
import { Swatch } from '../../widgets/Swatch.tsx';

/** Switches of what of a comparison the map shows. */
export function ReferenceLayers({ scene }: { readonly scene: Scene }) {
  const show = (layer: 'reference' | 'agreement', visible: boolean) =>
    updateActive((one) => ({ ...one, [layer]: { ...one[layer], visible } }));
  return (
    <div className="section stack">
      <Switch
        label="Show the reference on the map"
        checked={scene.reference.visible}
        onChange={(event) => show('reference', event.target.checked)}
      />
      <Switch
        label="Show the agreement map"
        checked={scene.agreement.visible}
        onChange={(event) => show('agreement', event.target.checked)}
      />
      {scene.agreement.visible && <AgreementLegend />}
    </div>
  );
}

function AgreementLegend() {
  return (
    <div className="stack" style={{ gap: 2, paddingLeft: 4 }}>
      {AGREEMENT.map(({ id, name, colour }) => (
        <span key={id} style={{ display: 'flex', gap: 8, alignItems: 'center' }}>
          <Swatch colour={colour} /> {name}
        </span>
      ))}
    </div>
  );
}
