import type { MenuGroup } from '../../commands/context-menu.ts';
import { fitRings } from '../../map/registry.ts';
import { type Area, chooseArea, editArea, removeArea, uneditable } from '../../state/areas.ts';
import { openDialog } from '../../state/ui.ts';

/** What can be done with an area of interest. */
export function areaMenu(area: Area, isChosen: boolean, onRename: () => void): readonly MenuGroup[] {
  const reason = uneditable(area);
  return [
    [
      {
        label: 'Use for exports and shares',
        checked: isChosen,
        run: () => chooseArea(isChosen ? null : area.id),
      },
      { label: 'Zoom to the area', run: () => fitRings(area.polygons.flat()) },
      { label: 'Class shares of the areas', run: () => openDialog('areas') },
    ],
    [
      { label: 'Rename', run: onRename },
      {
        label: 'Edit corners',
        isDisabled: reason !== null,
        note: reason ?? undefined,
        run: () => editArea(area.id),
      },
    ],
    [{ label: 'Remove', run: () => removeArea(area.id) }],
  ];
}
