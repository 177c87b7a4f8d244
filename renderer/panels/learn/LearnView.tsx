import X from 'lucide-react/icons/x';
import type { ComponentType } from 'react';
import { LEARN_TABS, type LearnTab, setLearn, useLearn } from '../../state/label/learn.ts';
import { useLabel } from '../../state/label/project.ts';
import { setUi } from '../../state/ui.ts';
import { ToolButton } from '../../widgets/ToolButton.tsx';
import { FullView } from '../FullView.tsx';
import { AdaptTab } from './AdaptTab.tsx';
import { AgreementTab } from './AgreementTab.tsx';
import { ExchangeTab } from './ExchangeTab.tsx';
import { NextTab } from './NextTab.tsx';

const TABS: Readonly<
  Record<LearnTab, { readonly name: string; readonly Content: ComponentType<{ project: string }> }>
> = {
  next: { name: 'What to label next', Content: NextTab },
  adapt: { name: 'Adapt', Content: AdaptTab },
  exchange: { name: 'Exchange', Content: ExchangeTab },
  agreement: { name: 'Agreement', Content: AgreementTab },
};

const close = () => setUi({ fullView: null });

function move(tab: LearnTab, key: string): void {
  const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
  if (step === 0) return;
  const next = LEARN_TABS[(LEARN_TABS.indexOf(tab) + step + LEARN_TABS.length) % LEARN_TABS.length]!;
  setLearn({ tab: next });
  document.getElementById(`learn-tab-${next}`)?.focus();
}

/** Work on a whole label project, over the map: what to label next, adapting a network, other tools, a second labeller. */
export default function LearnView() {
  const tab = useLearn((state) => state.tab);
  const project = useLabel((state) => state.project);
  const { Content } = TABS[tab];
  return (
    <FullView className="learn" label="Learn from labels">
      <header className="full-head">
        <h2 className="ellipsis">{project?.name ?? 'Labels'}</h2>
        <div className="panel-tabs">
          <div className="tabs" role="tablist" aria-label="Learn from labels">
            {LEARN_TABS.map((id) => (
              <button
                key={id}
                id={`learn-tab-${id}`}
                type="button"
                role="tab"
                aria-selected={tab === id}
                aria-controls="learn-panel"
                tabIndex={tab === id ? 0 : -1}
                onClick={() => setLearn({ tab: id })}
                onKeyDown={(event) => move(id, event.key)}
              >
                {TABS[id].name}
              </button>
            ))}
          </div>
        </div>
        <span className="grow" />
        <ToolButton icon={X} label="Back to the map" hint="Esc" onClick={close} />
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a view that scrolls must be reached by the keyboard */}
      <div id="learn-panel" role="tabpanel" aria-labelledby={`learn-tab-${tab}`} tabIndex={0} className="learn-body">
        {project ? (
          <Content key={project.handle} project={project.handle} />
        ) : (
          <div className="empty">
            <p>No label project is open. Make or open one in the panel "Label".</p>
          </div>
        )}
      </div>
    </FullView>
  );
}
