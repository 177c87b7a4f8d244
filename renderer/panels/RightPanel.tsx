import PanelRightClose from 'lucide-react/icons/panel-right-close';
import { lazy } from 'react';
import { type RightTab, setUi, useUi } from '../state/ui.ts';
import { Guarded } from '../widgets/Guarded.tsx';
import { RowsSkeleton } from '../widgets/RowsSkeleton.tsx';
import { ToolButton } from '../widgets/ToolButton.tsx';
import { MaskPanel } from './MaskPanel.tsx';

const InspectPanel = lazy(() => import('./InspectPanel.tsx'));
const ComparePanel = lazy(() => import('./ComparePanel.tsx'));
const LabelPanel = lazy(() => import('./LabelPanel.tsx'));

const TABS: readonly { id: RightTab; name: string }[] = [
  { id: 'mask', name: 'Mask' },
  { id: 'inspect', name: 'Inspect' },
  { id: 'compare', name: 'Compare' },
  { id: 'label', name: 'Label' },
];

function moveTab(tab: RightTab, key: string): void {
  const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
  const next = TABS[(TABS.findIndex(({ id }) => id === tab) + step + TABS.length) % TABS.length];
  if (step === 0 || !next) return;
  setUi({ rightTab: next.id });
  document.getElementById(`tab-${next.id}`)?.focus();
}

export function RightPanel() {
  const tab = useUi((ui) => ui.rightTab);
  return (
    <section className="side" aria-label="Mask, inspect, compare and label">
      <div className="panel-tabs">
        <div className="tabs" role="tablist" aria-label="Panels">
          {TABS.map(({ id, name }) => (
            <button
              key={id}
              id={`tab-${id}`}
              type="button"
              role="tab"
              aria-selected={tab === id}
              aria-controls="right-panel"
              tabIndex={tab === id ? 0 : -1}
              onClick={() => setUi({ rightTab: id })}
              onKeyDown={(event) => moveTab(id, event.key)}
            >
              {name}
            </button>
          ))}
        </div>
        <span className="grow" />
        <ToolButton
          small
          icon={PanelRightClose}
          label="Fold the panel"
          hint="]"
          onClick={() => setUi({ rightFolded: true })}
        />
      </div>
      <div id="right-panel" role="tabpanel" aria-labelledby={`tab-${tab}`} className="side" style={{ flex: 1 }}>
        <Guarded key={tab} fallback={<RowsSkeleton />}>
          {tab === 'mask' && <MaskPanel />}
          {tab === 'inspect' && <InspectPanel />}
          {tab === 'compare' && <ComparePanel />}
          {tab === 'label' && <LabelPanel />}
        </Guarded>
      </div>
    </section>
  );
}
