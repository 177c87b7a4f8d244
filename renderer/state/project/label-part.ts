import type { Choice } from '../../api/types.ts';
import { useLabel } from '../label/project.ts';
import { useLabelTools } from '../label/tools.ts';
import { DEFAULT_VIEWS } from '../label/views.ts';
import { sameValue } from '../merge.ts';
import { setUi, useUi } from '../ui.ts';
import type { WindowPart } from './part.ts';
import { fieldsOf, isNumber, listOf } from './read.ts';

interface Kept {
  readonly project: Choice | null;
  readonly chip: string | null;
  /** Whether the panel "Label" was the one that is seen. */
  readonly isShown: boolean;
  readonly views: readonly string[];
  readonly opacity: number;
  readonly radius: number;
  readonly showsDates: boolean;
}

const OPACITY = 0.4;
const RADIUS = 6;

function get(): Kept {
  const { project, chip } = useLabel.getState();
  const { views, opacity, radius, showsDates } = useLabelTools.getState();
  return { project, chip, isShown: useUi.getState().rightTab === 'label', views, opacity, radius, showsDates };
}

/** Which label project is open, at which chip, and how it is seen. */
export const labelPart: WindowPart = {
  name: 'label',
  isShared: false,
  get,
  put(kept) {
    const { project, chip, isShown, views, opacity, radius, showsDates } = fieldsOf(kept);
    const { handle, name } = fieldsOf(project);
    const isOpen = typeof handle === 'string' && typeof name === 'string';
    useLabel.setState({
      project: isOpen ? { handle, name } : null,
      chip: isOpen && typeof chip === 'string' ? chip : null,
    });
    const words = listOf(views).filter((view) => typeof view === 'string');
    useLabelTools.setState({
      views: words.length === DEFAULT_VIEWS.length ? words : DEFAULT_VIEWS,
      opacity: isNumber(opacity) && opacity > 0 && opacity <= 1 ? opacity : OPACITY,
      radius: isNumber(radius) && radius > 0 ? radius : RADIUS,
      showsDates: showsDates !== false,
    });
    if (isShown === true) setUi({ rightTab: 'label' });
  },
  subscribe(listener) {
    let last = get();
    const look = () => {
      const now = get();
      if (!sameValue(now, last)) listener();
      last = now;
    };
    const stops = [useLabel.subscribe(look), useLabelTools.subscribe(look), useUi.subscribe(look)];
    return () => {
      for (const stop of stops) stop();
    };
  },
};
