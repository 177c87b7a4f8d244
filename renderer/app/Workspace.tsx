import { useEffect, useMemo } from 'react';
import { Group, type Layout, Panel, Separator, usePanelRef } from 'react-resizable-panels';
import { mapMenu } from '../actions/menus/map-menu.ts';
import { choosePlace } from '../actions/menus/place-scenes.ts';
import { keepLayout } from '../actions/settings.ts';
import { openContextMenu } from '../commands/context-menu.ts';
import { LabelView } from '../label/LabelView.tsx';
import MapArea from '../map/MapArea.tsx';
import type { MapCalls } from '../map/MapPane.tsx';
import { AreasPanel } from '../panels/AreasPanel.tsx';
import { ImagePanel } from '../panels/ImagePanel.tsx';
import { LayersPanel } from '../panels/LayersPanel.tsx';
import { ProductPanel } from '../panels/ProductPanel.tsx';
import { RightPanel } from '../panels/RightPanel.tsx';
import { PANEL_WIDTHS } from '../state/panel-widths.ts';
import { useSettings } from '../state/queries.ts';
import { useUi } from '../state/ui.ts';
import { TimeStrip } from '../strip/TimeStrip.tsx';
import { Toast } from '../widgets/Toast.tsx';
import { useFoldingWhereNarrow } from './use-folding-where-narrow.ts';
import { LEAST_MAP, usePanelWidths } from './use-panel-widths.ts';

/** @param onChanged told of each change of the layout, and whether the user made it */
function useKeptLayout(id: string, onChanged?: (isByUser: boolean) => void) {
  const { data } = useSettings();
  const kept = data?.layout[id] as Layout | undefined;
  return {
    id,
    ...(kept ? { defaultLayout: kept } : {}),
    onLayoutChanged: (layout: Layout, meta: { readonly isUserInteraction?: boolean }) => {
      if (meta.isUserInteraction) keepLayout(id, layout);
      onChanged?.(meta.isUserInteraction === true);
    },
  };
}

/** Folds a panel and brings it back as the window's state says. */
function useFolding(folded: boolean) {
  const ref = usePanelRef();
  useEffect(() => {
    if (folded) ref.current?.collapse();
    else ref.current?.expand();
  }, [folded, ref]);
  return ref;
}

const MAP_CALLS: MapCalls = {
  onMenu: (place, at) => openContextMenu('Map', mapMenu(place), at),
  onScene: choosePlace,
};

/** The window while a product is open: layers and product, map, tools. */
export default function Workspace() {
  const leftFolded = useUi((ui) => ui.leftFolded);
  const rightFolded = useUi((ui) => ui.rightFolded);
  const showsImage = useUi((ui) => ui.rightTab === 'image');
  useFoldingWhereNarrow();
  const left = useFolding(leftFolded);
  const right = useFolding(rightFolded);
  const sides = useMemo(() => ({ left, right }), [left, right]);
  const columns = useKeptLayout('columns', usePanelWidths(sides, PANEL_WIDTHS));
  const leftRows = useKeptLayout('left');
  return (
    <Group orientation="horizontal" {...columns}>
      <Panel
        id="left"
        panelRef={left}
        className={leftFolded ? 'folded' : ''}
        collapsible
        defaultSize={PANEL_WIDTHS.left}
        minSize={190}
        maxSize={460}
        groupResizeBehavior="preserve-pixel-size"
      >
        <Group orientation="vertical" {...leftRows}>
          <Panel id="layers" minSize={80} defaultSize="55%">
            <LayersPanel />
          </Panel>
          <Separator aria-label="Height of the layers" />
          <Panel id="areas" minSize={29} defaultSize="12%">
            <AreasPanel />
          </Panel>
          <Separator aria-label="Height of the areas" />
          <Panel id="product" minSize={80}>
            <ProductPanel />
          </Panel>
        </Group>
      </Panel>
      <Separator aria-label="Width of the left panel" />
      <Panel id="map" minSize={LEAST_MAP}>
        <div className="map-with-strip">
          <MapArea calls={MAP_CALLS} />
          <TimeStrip />
          <LabelView />
          <Toast />
        </div>
      </Panel>
      <Separator aria-label="Width of the right panel" />
      <Panel
        id="right"
        panelRef={right}
        className={rightFolded ? 'folded' : ''}
        collapsible
        defaultSize={PANEL_WIDTHS.right}
        minSize={270}
        maxSize={560}
        groupResizeBehavior="preserve-pixel-size"
      >
        {showsImage ? <ImagePanel /> : <RightPanel />}
      </Panel>
    </Group>
  );
}
