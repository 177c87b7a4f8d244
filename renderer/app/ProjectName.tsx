import { useEffect } from 'react';
import { useUnsaved } from '../state/project/unsaved.ts';
import { useProject } from '../state/queries.ts';

/** The name of the project, in the window's title as well; a dot while changes are being written. */
export function ProjectName() {
  const { data: project } = useProject();
  const isWriting = useUnsaved(({ names }) => names.size > 0);
  const name = project?.name ?? '';
  useEffect(() => {
    document.title = name === '' ? 'Nephoscope' : `${isWriting ? '• ' : ''}${name} - Nephoscope`;
  }, [name, isWriting]);
  if (!project) return null;
  const where = project.displayPath ?? 'Kept by itself; File, Save project as gives it a file of your own';
  return (
    <span className="project-name" title={where}>
      <span className="ellipsis">{name}</span>
      <span className="writing" role="img" aria-label={isWriting ? 'Changes are being written' : 'All is kept'}>
        {isWriting ? '●' : ''}
      </span>
    </span>
  );
}
