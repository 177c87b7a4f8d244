import { type ComponentType, lazy, useEffect, useState } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { openAnything } from '../actions/project.ts';
import { bridge } from '../api/bridge.ts';
import { type PartFailure, partFailure, sayPartFailure } from '../state/part-failure.ts';
import { useActiveProduct, useProducts } from '../state/queries.ts';
import { setUi, useUi } from '../state/ui.ts';
import { Guarded } from '../widgets/Guarded.tsx';
import { Toast } from '../widgets/Toast.tsx';
import { Banner } from './Banner.tsx';
import { ContextMenu } from './ContextMenu.tsx';
import { Dialogs } from './Dialogs.tsx';
import { DropTarget } from './DropTarget.tsx';
import { EngineStopped } from './EngineStopped.tsx';
import { JobStrip } from './JobStrip.tsx';
import { MenuBar } from './MenuBar.tsx';
import { StartScreen } from './StartScreen.tsx';
import { StatusBar } from './StatusBar.tsx';
import { Toolbar } from './Toolbar.tsx';
import { useEvents } from './use-events.ts';
import { useKeepProject } from './use-keep-project.ts';
import { useKeepScenes } from './use-keep-scenes.ts';
import { useKeyboard } from './use-keyboard.ts';
import { useMakeReady } from './use-make-ready.ts';
import { useSecondClick } from './use-second-click.ts';

const Drawer = lazy(() => import('./Drawer.tsx'));
const FULL_VIEWS = {
  season: lazy(() => import('../panels/season/SeasonView.tsx')),
  learn: lazy(() => import('../panels/learn/LearnView.tsx')),
  archive: lazy(() => import('../panels/archive/ArchiveView.tsx')),
};

/** They have no head of their own to be closed by where they could not be loaded. */
function leaveFullView(failure: PartFailure): void {
  setUi({ fullView: null });
  sayPartFailure(failure);
}

const FETCH_AHEAD_MILLISECONDS = 300;

/**
 * The view of an open product, with the map the largest part of the program: fetched when it is needed, at the latest
 * when the first screen has stood for a moment. Kept outside of `lazy`, which lets 0.3 s pass after its fallback.
 */
function useWorkspace(isNeeded: boolean): ComponentType | null {
  const [loaded, setLoaded] = useState<{ readonly Workspace: ComponentType } | null>(null);
  useEffect(() => {
    if (loaded) return;
    const load = () =>
      void import('./Workspace.tsx').then(
        ({ default: Workspace }) => setLoaded({ Workspace }),
        (error) => sayPartFailure(partFailure(error)),
      );
    const timer = setTimeout(load, isNeeded ? 0 : FETCH_AHEAD_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [isNeeded, loaded]);
  return loaded?.Workspace ?? null;
}

export function Frame() {
  useEvents();
  useKeyboard();
  useSecondClick();
  useKeepScenes();
  useKeepProject();
  useMakeReady();
  useEffect(() => bridge.onOpen((choice) => void openAnything(choice)), []);
  const product = useActiveProduct();
  const { data: products, isPending } = useProducts();
  const drawer = useUi((ui) => ui.drawer);
  const fullView = useUi((ui) => ui.fullView);
  const FullView = fullView && FULL_VIEWS[fullView];
  const Workspace = useWorkspace(product !== null);
  const adopting = product === null && (isPending || (products?.length ?? 0) > 0);
  return (
    <div className="frame">
      <MenuBar />
      <Toolbar />
      <Banner />
      <main className="workspace">
        {!(product && Workspace) && <Toast />}
        <Group orientation="vertical" id="rows">
          <Panel id="upper" minSize={200}>
            <Guarded>{product ? Workspace && <Workspace /> : !adopting && <StartScreen />}</Guarded>
          </Panel>
          {drawer && (
            <>
              <Separator aria-label="Height of the drawer" />
              <Panel
                id="drawer"
                defaultSize={drawer === 'series' ? 250 : 190}
                minSize={90}
                maxSize="60%"
                groupResizeBehavior="preserve-pixel-size"
              >
                <Guarded>
                  <Drawer />
                </Guarded>
              </Panel>
            </>
          )}
        </Group>
        {FullView && (
          <Guarded key={fullView} onFailure={leaveFullView}>
            <FullView />
          </Guarded>
        )}
      </main>
      <JobStrip />
      <StatusBar />
      <Dialogs />
      <ContextMenu />
      <EngineStopped />
      <DropTarget />
    </div>
  );
}
