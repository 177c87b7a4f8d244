import { Button } from '@mantine/core';
import FolderOpen from 'lucide-react/icons/folder-open';
import { chooseProject, openRecentProject } from '../actions/project.ts';
import { useRecentProjects } from '../state/queries.ts';
import { closeDialog } from '../state/ui.ts';
import { ErrorNotice } from '../widgets/Notice.tsx';
import { RowsSkeleton } from '../widgets/RowsSkeleton.tsx';
import { Dialog } from './Dialog.tsx';

/** The projects that were open before. */
export default function ProjectsDialog() {
  const { data: projects, error, isPending } = useRecentProjects();
  const open = (id: string) => {
    closeDialog();
    void openRecentProject(id);
  };
  return (
    <Dialog
      title="Recent projects"
      size={640}
      foot={
        <>
          <span className="grow" />
          <Button
            leftSection={<FolderOpen size={16} aria-hidden />}
            onClick={() => {
              closeDialog();
              void chooseProject();
            }}
          >
            Open another
          </Button>
        </>
      }
    >
      {error && <ErrorNotice error={error} />}
      {isPending && <RowsSkeleton />}
      {projects?.length === 0 && <div className="empty">Projects that you leave are listed here.</div>}
      <ul className="bare project-list">
        {projects?.map(({ id, name, displayPath, openedAt, available }) => (
          <li key={id}>
            <button type="button" disabled={!available} onClick={() => open(id)}>
              <span className="name">{name}</span>
              <span className="when">
                {new Date(openedAt).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })}
              </span>
              <span className="where">
                {available
                  ? (displayPath ?? 'Not saved under a name; kept by itself')
                  : `${displayPath ?? name} is not there any more`}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
