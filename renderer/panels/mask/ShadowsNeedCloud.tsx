import { Checkbox } from '@mantine/core';
import { memo } from 'react';
import type { ApiMaskParameters, ProductDetail } from '../../api/types.ts';
import { shown } from '../../state/history.ts';
import { commitParameters, useOfScene } from '../../state/scenes.ts';

const chosen =
  (isOn: boolean) =>
  ({ shadowsNeedCloud: _, ...parameters }: ApiMaskParameters): ApiMaskParameters => ({
    ...parameters,
    ...(isOn ? { shadowsNeedCloud: true } : {}),
  });

/** Drops shadows that no cloud can throw, which can be told where the sun is known. */
export const ShadowsNeedCloud = memo(function ShadowsNeedCloud({ sun }: { readonly sun: ProductDetail['sun'] }) {
  const isOn = useOfScene(({ tuning }) => shown(tuning).parameters.shadowsNeedCloud === true);
  if (isOn === null) return null;
  return (
    <div className="section">
      <Checkbox
        label="Drop shadows without a cloud"
        description={
          sun
            ? 'Those with no cloud towards the sun, up to 4 km high: dark woods, bogs and lake shores.'
            : 'The product does not say where the sun stood.'
        }
        disabled={sun === null}
        checked={isOn && sun !== null}
        onChange={(event) => commitParameters(chosen(event.target.checked))}
      />
    </div>
  );
});
