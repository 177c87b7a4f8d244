import { lazy } from 'react';
import { useFileQuestion } from '../api/bridge.ts';
import { type PartFailure, sayPartFailure } from '../state/part-failure.ts';
import { closeDialog, type DialogName, useUi } from '../state/ui.ts';
import { Guarded } from '../widgets/Guarded.tsx';

const DIALOGS = {
  export: lazy(() => import('../dialogs/ExportDialog.tsx')),
  queue: lazy(() => import('../dialogs/QueueDialog.tsx')),
  settings: lazy(() => import('../dialogs/SettingsDialog.tsx')),
  shortcuts: lazy(() => import('../dialogs/ShortcutsDialog.tsx')),
  about: lazy(() => import('../dialogs/AboutDialog.tsx')),
  background: lazy(() => import('../dialogs/BackgroundDialog.tsx')),
  address: lazy(() => import('../dialogs/AddressDialog.tsx')),
  reading: lazy(() => import('../dialogs/ReadingDialog.tsx')),
  notices: lazy(() => import('../dialogs/NoticesDialog.tsx')),
  recent: lazy(() => import('../dialogs/RecentDialog.tsx')),
  projects: lazy(() => import('../dialogs/ProjectsDialog.tsx')),
  'save-project': lazy(() => import('../dialogs/SaveProjectDialog.tsx')),
  'leave-project': lazy(() => import('../dialogs/LeaveProjectDialog.tsx')),
  'label-project': lazy(() => import('../dialogs/LabelProjectDialog.tsx')),
  composite: lazy(() => import('../dialogs/CompositeDialog.tsx')),
  persistence: lazy(() => import('../dialogs/PersistenceDialog.tsx')),
  areas: lazy(() => import('../dialogs/AreasDialog.tsx')),
  'go-to': lazy(() => import('../dialogs/GoToDialog.tsx')),
  bookmarks: lazy(() => import('../dialogs/BookmarksDialog.tsx')),
  packs: lazy(() => import('../dialogs/PacksDialog.tsx')),
} satisfies Record<DialogName, unknown>;
const FileDialog = lazy(() => import('../dialogs/FileDialog.tsx'));

function leaveDialog(failure: PartFailure): void {
  closeDialog();
  sayPartFailure(failure);
}

function leaveQuestion(failure: PartFailure): void {
  useFileQuestion.getState().question?.answer([]);
  sayPartFailure(failure);
}

/** The dialog that is open, and over it the file list of the browser shell. */
export function Dialogs() {
  const name = useUi((ui) => ui.dialog);
  const asks = useFileQuestion(({ question }) => question !== null);
  const Open = name && DIALOGS[name];
  return (
    <>
      {Open && (
        <Guarded key={name} onFailure={leaveDialog}>
          <Open />
        </Guarded>
      )}
      {asks && (
        <Guarded onFailure={leaveQuestion}>
          <FileDialog />
        </Guarded>
      )}
    </>
  );
}
