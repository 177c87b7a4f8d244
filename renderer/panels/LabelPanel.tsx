import { Button, Menu } from '@mantine/core';
import Ellipsis from 'lucide-react/icons/ellipsis';
import Plus from 'lucide-react/icons/plus';
import { openLabelProject } from '../actions/label/projects.ts';
import type { LabelChip } from '../api/types.ts';
import { commands, runCommand } from '../commands/registry.ts';
import { Progress } from '../label/ChipHead.tsx';
import { ChipList } from '../label/ChipList.tsx';
import { ChipTools } from '../label/ChipTools.tsx';
import { HelperSection } from '../label/HelperSection.tsx';
import { useLabel, useLabelChips, useLabelProject, useRecentLabelProjects } from '../state/label/project.ts';
import { ErrorNotice } from '../widgets/Notice.tsx';
import { RowsSkeleton } from '../widgets/RowsSkeleton.tsx';

/** What can be done while no label project is open. */
function NoProject() {
  const { data: recent = [] } = useRecentLabelProjects();
  return (
    <div className="panel-scroll">
      <div className="section stack">
        <p className="label-lead">
          A label project is a folder of chips: parts of open products in which you say what every pixel is.
        </p>
        <div className="label-buttons">
          <Button variant="filled" onClick={() => runCommand('new-label-project')}>
            New label project
          </Button>
          <Button onClick={() => runCommand('open-label-project')}>Open</Button>
        </div>
      </div>
      {recent.length > 0 && (
        <div className="section">
          <div className="section-title">Recent</div>
          <ul className="bare project-list">
            {recent.map(({ id, name, displayPath, available }) => (
              <li key={id}>
                <button type="button" disabled={!available} onClick={() => void openLabelProject(id)}>
                  <span className="name">{name}</span>
                  <span className="where">{available ? displayPath : `${displayPath} is not there any more`}</span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

/** Commands of the menu "Label" as a small menu of the panel. */
function CommandsMenu({ label, group, icon: Icon }: { label: string; group: string; icon: typeof Plus }) {
  const own = () => commands().filter((command) => command.menu === 'Label' && command.group === group);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <button type="button" className="tool icon small" aria-label={label} title={label}>
          <Icon size={14} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {own().map(({ id, title, when }) => (
          <Menu.Item key={id} disabled={when?.() === false} onClick={() => runCommand(id)}>
            {title}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Chips() {
  const { data: chips, error, isPending } = useLabelChips();
  const current = useLabel((state) => state.chip);
  if (error) return <ErrorNotice error={error} />;
  if (isPending) return <RowsSkeleton />;
  const chip = chips.find(({ id }) => id === current);
  return (
    <>
      {chip ? <ChipTools chip={chip} chips={chips} /> : <HelperSection />}
      <ChipsSection chips={chips} isInHand={chip !== undefined} />
    </>
  );
}

function ChipsSection({ chips, isInHand }: { readonly chips: readonly LabelChip[]; readonly isInHand: boolean }) {
  return (
    <section className="section" aria-label="Chips of the project">
      <div className="section-title">
        <span className="grow">Chips</span>
        <small>{chips.length}</small>
        <CommandsMenu label="Add chips" group="label-chips" icon={Plus} />
      </div>
      {chips.length === 0 ? (
        <div className="empty">
          <p>No chips yet. Move the map to a place that is worth labelling.</p>
          <Button onClick={() => runCommand('add-chip')}>Add a chip at the centre of the map</Button>
        </div>
      ) : (
        <div className="stack">
          {!isInHand && <Progress chips={chips} chip={null} />}
          <ChipList chips={chips} />
        </div>
      )}
    </section>
  );
}

/** What is done with the project as a whole: views over the map, of `panels/learn`. */
function WholeProject() {
  return (
    <section className="section" aria-label="The whole project">
      <div className="section-title">The whole project</div>
      <div className="label-buttons">
        {commands()
          .filter(({ group }) => group === 'learn')
          .map(({ id, title }) => (
            <Button key={id} onClick={() => runCommand(id)}>
              {title}
            </Button>
          ))}
      </div>
    </section>
  );
}

/** The analyst's labels: a project, its chips, the tools. */
export default function LabelPanel() {
  const isOpen = useLabel((state) => state.project !== null);
  const { data: project, error } = useLabelProject();
  if (!isOpen) return <NoProject />;
  return (
    <div className="panel-scroll">
      <div className="section-title label-head">
        <span className="grow ellipsis" title={project?.displayPath}>
          {project?.name ?? 'Label project'}
        </span>
        <CommandsMenu label="Label project" group="label-project" icon={Ellipsis} />
      </div>
      {error && <ErrorNotice error={error} />}
      <Chips />
      <WholeProject />
    </div>
  );
}
