import { lazy, Suspense, useEffect } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { openChoice } from '../actions/products.ts';
import { bridge } from '../api/bridge.ts';
import { useActiveProduct, useProducts } from '../api/queries.ts';
import { useUi } from '../state/ui.ts';
import { Banner } from './Banner.tsx';
import { Dialogs } from './Dialogs.tsx';
import { DropTarget } from './DropTarget.tsx';
import { JobStrip } from './JobStrip.tsx';
import { MenuBar } from './MenuBar.tsx';
import { StartScreen } from './StartScreen.tsx';
import { StatusBar } from './StatusBar.tsx';
import { Toast } from './Toast.tsx';
import { Toolbar } from './Toolbar.tsx';
import { useEvents } from './use-events.ts';
import { useKeepScenes } from './use-keep-scenes.ts';
import { useKeyboard } from './use-keyboard.ts';

const loadWorkspace = () => import('./Workspace.tsx');
const Workspace = lazy(loadWorkspace);
const Drawer = lazy(() => import('./Drawer.tsx'));

/** Has the map ready before a product is opened; it is the largest part of the program. */
function fetchAhead(): () => void {
  const timer = setTimeout(() => void Promise.all([loadWorkspace(), import('../map/MapArea.tsx')]), 300);
  return () => clearTimeout(timer);
}

export function Frame() {
  useEvents();
  useKeyboard();
  useKeepScenes();
  useEffect(fetchAhead, []);
  useEffect(() => bridge.onOpen((choice) => void openChoice(choice)), []);
  const product = useActiveProduct();
  const { data: products, isPending } = useProducts();
  const drawer = useUi((ui) => ui.drawer);
  const adopting = product === null && (isPending || (products?.length ?? 0) > 0);
  return (
    <div className="frame">
      <MenuBar />
      <Toolbar />
      <Banner />
      <main className="workspace">
        <Group orientation="vertical" id="rows">
          <Panel id="upper" minSize={200}>
            {product ? (
              <Suspense fallback={null}>
                <Workspace />
              </Suspense>
            ) : (
              !adopting && <StartScreen />
            )}
          </Panel>
          {drawer && (
            <>
              <Separator />
              <Panel id="drawer" defaultSize={190} minSize={90} maxSize="60%" groupResizeBehavior="preserve-pixel-size">
                <Suspense fallback={null}>
                  <Drawer />
                </Suspense>
              </Panel>
            </>
          )}
        </Group>
      </main>
      <JobStrip />
      <StatusBar />
      <Dialogs />
      <Toast />
      <DropTarget />
    </div>
  );
}
