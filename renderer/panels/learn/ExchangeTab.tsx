import { useQuery } from '@tanstack/react-query';
import { learnEngine } from '../../api/learn-engine.ts';
import { ErrorNotice } from '../../widgets/Notice.tsx';
import { RowsSkeleton } from '../../widgets/RowsSkeleton.tsx';
import { ExportLabels } from './ExportLabels.tsx';
import { ImportLabels } from './ImportLabels.tsx';

/** Labels to other tools, and from them. */
export function ExchangeTab({ project }: { readonly project: string }) {
  const { data, error, isPending } = useQuery({
    queryKey: ['label-formats', project],
    queryFn: () => learnEngine.formats(project),
  });
  if (error) return <ErrorNotice error={error} />;
  if (isPending) return <RowsSkeleton />;
  return (
    <div className="learn-halves">
      <ExportLabels project={project} formats={data.filter((format) => format.exports)} />
      <ImportLabels project={project} formats={data.filter((format) => format.imports)} />
    </div>
  );
}
