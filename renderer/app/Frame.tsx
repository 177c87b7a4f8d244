import { lazy, Suspense, useEffect } from 'react';
import { openChoice } from '../actions/products.ts';
import { bridge } from '../api/bridge.ts';
import { useActiveProduct } from '../api/queries.ts';
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

const Workspace = lazy(() => import('./Workspace.tsx'));

export function Frame() {
  useEvents();
  useKeyboard();
  useKeepScenes();
  useEffect(() => bridge.onOpen((choice) => void openChoice(choice)), []);
  const product = useActiveProduct();
  return (
    <div className="frame">
      <MenuBar />
      <Toolbar />
      <Banner />
      <main className="workspace">
        {product ? (
          <Suspense fallback={null}>
            <Workspace />
          </Suspense>
        ) : (
          <StartScreen />
        )}
      </main>
      <JobStrip />
      <StatusBar />
      <Dialogs />
      <Toast />
      <DropTarget />
    </div>
  );
}
