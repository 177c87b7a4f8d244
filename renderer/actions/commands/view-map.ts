import { type Command, hasProduct } from '../../commands/command.ts';
import { fitProducts } from '../../map/registry.ts';
import { useMapLook } from '../../state/map-look.ts';
import { clearMeasures, type MeasureKind, useMeasures } from '../../state/measures.ts';
import { openProducts } from '../../state/queries.ts';
import { openDialog, setUi, useUi } from '../../state/ui.ts';
import { bookmarkView, startMeasure } from '../places.ts';

const measures = (kind: MeasureKind) => useUi.getState().tool === 'measure' && useMeasures.getState().kind === kind;
const measureTool = (kind: MeasureKind) => () => (measures(kind) ? setUi({ tool: 'pan' }) : startMeasure(kind));

/** Finding places on the map, measuring, and what stands on it besides the layers. */
export const viewMapCommands: readonly Command[] = [
  {
    id: 'fit-all',
    title: 'All open scenes',
    menu: 'View',
    group: 'places',
    submenu: 'Zoom and move',
    shortcuts: ['Shift+F'],
    when: () => openProducts().length > 1,
    run: () => fitProducts(openProducts()),
  },
  {
    id: 'go-to',
    title: 'Go to coordinate…',
    menu: 'View',
    group: 'places',
    shortcuts: ['Mod+G'],
    when: hasProduct,
    run: () => openDialog('go-to'),
  },
  {
    id: 'add-bookmark',
    title: 'Add bookmark of this view',
    menu: 'View',
    group: 'places',
    shortcuts: ['Mod+D'],
    when: hasProduct,
    run: () => bookmarkView(),
  },
  {
    id: 'bookmarks',
    title: 'Bookmarks…',
    menu: 'View',
    group: 'places',
    shortcuts: ['Mod+B'],
    when: hasProduct,
    run: () => openDialog('bookmarks'),
  },
  {
    id: 'measure-distance',
    title: 'Measure a distance',
    menu: 'View',
    group: 'tools',
    submenu: 'Measure',
    shortcuts: ['Shift+M'],
    when: hasProduct,
    checked: () => measures('distance'),
    run: measureTool('distance'),
  },
  {
    id: 'measure-area',
    title: 'Measure an area',
    menu: 'View',
    group: 'tools',
    submenu: 'Measure',
    shortcuts: ['Shift+A'],
    when: hasProduct,
    checked: () => measures('area'),
    run: measureTool('area'),
  },
  {
    id: 'clear-measures',
    title: 'Remove all measures',
    menu: 'Edit',
    group: 'remove',
    when: () => useMeasures.getState().list.length > 0,
    run: clearMeasures,
  },
  {
    id: 'legend',
    title: 'Legend',
    menu: 'View',
    group: 'show',
    shortcuts: ['K'],
    when: hasProduct,
    checked: () => useMapLook.getState().legend,
    run: () => useMapLook.setState(({ legend }) => ({ legend: !legend })),
  },
  {
    id: 'footprints',
    title: 'Footprints at every scale',
    menu: 'View',
    group: 'show',
    shortcuts: ['O'],
    when: hasProduct,
    checked: () => useMapLook.getState().footprintsAlways,
    run: () => useMapLook.setState(({ footprintsAlways }) => ({ footprintsAlways: !footprintsAlways })),
  },
];
