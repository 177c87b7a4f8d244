import { Button } from '@mantine/core';
import FolderOpen from 'lucide-react/icons/folder-open';
import { chooseProject, openRecentProject } from '../actions/project.ts';
import type { RecentProject } from '../api/types.ts';
import { useRecentProjects } from '../state/queries.ts';
import { closeDialog } from '../state/ui.ts';
import { ErrorNotice } from '../widgets/Notice.tsx';
import { RowsSkeleton } from '../widgets/RowsSkeleton.tsx';
import { Dialog } from './Dialog.tsx';
import { nameFacts } from './files/name-facts.ts';

const timeText = (iso: string) => new Date(iso).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** What is open in a project: `6 May 2024 T33UVU L2A and 11 more`. */
function holdsText({ products, first }: NonNullable<RecentProject['holds']>): string {
  if (first === null) return 'No product is open in it';
  const { day, tile, level } = nameFacts(first);
  const name = day && tile ? [day, tile, level].filter(Boolean).join(' ') : first;
  return products > 1 ? `${name} and ${products - 1} more` : name;
}

/** The projects that were open before. */
export default function ProjectsDialog() {
  const { data: projects, error, isPending } = useRecentProjects();
  const firstThere = projects?.find(({ available }) => available)?.id;
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
        {projects?.map(({ id, name, displayPath, openedAt, available, holds }) => (
          <li key={id}>
            <button
              type="button"
              data-autofocus={id === firstThere || undefined}
              disabled={!available}
              onClick={() => open(id)}
            >
              <span className="name">{name}</span>
              <span className="when">
                {holds ? `Changed ${timeText(holds.savedAt)}` : `Opened ${timeText(openedAt)}`}
              </span>
              {holds && <span className="holds">{holdsText(holds)}</span>}
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
