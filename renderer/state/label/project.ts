import { useQuery } from '@tanstack/react-query';
import { create } from 'zustand';
import { labelEngine } from '../../api/label-engine.ts';
import type { Choice, LabelChip } from '../../api/types.ts';
import { queryClient } from '../queries.ts';
import { useUi } from '../ui.ts';

interface LabelState {
  /** The folder of the label project that is open. */
  readonly project: Choice | null;
  /** Id of the chip that is labelled. */
  readonly chip: string | null;
}

/** The label project that is open, and where one is in it. */
export const useLabel = create<LabelState>(() => ({ project: null, chip: null }));

/** Handle of the label project that is open: what the engine's routes want. */
export const labelProject = (): string | null => useLabel.getState().project?.handle ?? null;

type Ui = Pick<ReturnType<typeof useUi.getState>, 'rightTab' | 'fullView'>;

const hasRoom = ({ rightTab, fullView }: Ui): boolean => rightTab === 'label' && fullView === null;
const isInHand = ({ project, chip }: LabelState): boolean => project !== null && chip !== null;

/** Whether a chip is labelled now: then its panes lie over the map, and the keys are theirs. */
export const isLabelling = (): boolean => hasRoom(useUi.getState()) && isInHand(useLabel.getState());

export function useIsLabelling(): boolean {
  const room = useUi(hasRoom);
  const inHand = useLabel(isInHand);
  return room && inHand;
}

export const useRecentLabelProjects = () =>
  useQuery({ queryKey: ['recent-label-projects'], queryFn: labelEngine.recent, staleTime: 0 });

/** All that the engine says of a project stands under its handle, so that one call asks for it anew. */
export function useLabelProject() {
  const project = useLabel((state) => state.project?.handle ?? '');
  return useQuery({
    queryKey: ['labels', project, 'project'],
    queryFn: () => labelEngine.project(project),
    enabled: project !== '',
  });
}

/** Chips in the order in which they are to be labelled. */
export function useLabelChips() {
  const project = useLabel((state) => state.project?.handle ?? '');
  return useQuery({
    queryKey: ['labels', project, 'chips'],
    queryFn: () => labelEngine.chips(project),
    enabled: project !== '',
  });
}

export function useLabelProgress() {
  const project = useLabel((state) => state.project?.handle ?? '');
  return useQuery({
    queryKey: ['labels', project, 'progress'],
    queryFn: () => labelEngine.progress(project),
    enabled: project !== '',
  });
}

/** The chips as the window knows them now. */
export function knownChips(): readonly LabelChip[] {
  return queryClient.getQueryData<LabelChip[]>(['labels', labelProject(), 'chips']) ?? [];
}

/** Asks for a project's chips and counts anew. */
export async function refreshLabels(project: string | null = labelProject()): Promise<void> {
  if (project !== null) await queryClient.invalidateQueries({ queryKey: ['labels', project] });
}
