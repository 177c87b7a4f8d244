import { TextInput } from '@mantine/core';
import Check from 'lucide-react/icons/check';
import Ellipsis from 'lucide-react/icons/ellipsis';
import FolderInput from 'lucide-react/icons/folder-input';
import PenTool from 'lucide-react/icons/pen-tool';
import Table2 from 'lucide-react/icons/table-2';
import { useState } from 'react';
import { areaMenu } from '../actions/menus/area-menu.ts';
import { contextMenu, openContextMenu } from '../commands/context-menu.ts';
import { runCommand } from '../commands/registry.ts';
import { type Area, chooseArea, editArea, renameArea, useAreaList, useAreas, useChosenArea } from '../state/areas.ts';
import { openDialog, useUi } from '../state/ui.ts';
import { ToolButton } from '../widgets/ToolButton.tsx';
import { AreaFile } from './areas/AreaFile.tsx';

/** The name while it is being changed; Enter or leaving it takes the new one. */
function Renaming({ area, onEnd }: { readonly area: Area; readonly onEnd: () => void }) {
  const [text, setText] = useState(area.name);
  return (
    <TextInput
      className="name"
      size="xs"
      aria-label={`New name of ${area.name}`}
      value={text}
      autoFocus
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={() => {
        renameArea(area.id, text);
        onEnd();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key === 'Escape') onEnd();
      }}
    />
  );
}

function AreaRow({ area, isChosen }: { readonly area: Area; readonly isChosen: boolean }) {
  const [renames, setRenames] = useState(false);
  const isEdited = useAreas(({ edited }) => edited === area.id);
  const groups = () => areaMenu(area, isChosen, () => setRenames(true));
  return (
    <div className="layer d1" aria-current={isChosen} {...contextMenu(area.name, groups)}>
      {renames ? (
        <Renaming area={area} onEnd={() => setRenames(false)} />
      ) : (
        <button
          type="button"
          className="name name-button"
          title={isChosen ? `${area.name}: exports and shares are about this area` : area.name}
          onClick={() => chooseArea(isChosen ? null : area.id)}
          onDoubleClick={() => setRenames(true)}
        >
          {area.name}
        </button>
      )}
      {isEdited && (
        <ToolButton small icon={Check} label={`Stop editing ${area.name}`} pressed onClick={() => editArea(null)} />
      )}
      <button
        type="button"
        className="tool icon small"
        aria-label={`Actions for area ${area.name}`}
        aria-haspopup="menu"
        onClick={({ currentTarget }) => {
          const { left, bottom } = currentTarget.getBoundingClientRect();
          currentTarget.focus();
          openContextMenu(area.name, groups(), { x: left, y: bottom });
        }}
      >
        <Ellipsis size={14} aria-hidden />
      </button>
    </div>
  );
}

/** The areas of interest: several, each with a name; exports and shares are about the chosen one. */
export function AreasPanel() {
  const list = useAreaList();
  const chosen = useChosenArea();
  const drawing = useUi((ui) => ui.tool === 'draw');
  return (
    <section className="side" aria-label="Areas of interest">
      <div className="panel-head">
        <span className="grow">Areas</span>
        {list.length > 0 && (
          <ToolButton small icon={Table2} label="Class shares of the areas" onClick={() => openDialog('areas')} />
        )}
        <AreaFile>
          {({ onClick, busy }) => (
            <ToolButton small icon={FolderInput} label="Load an area from a file" disabled={busy} onClick={onClick} />
          )}
        </AreaFile>
        <ToolButton
          small
          icon={PenTool}
          label="Draw an area on the map"
          pressed={drawing}
          onClick={() => runCommand('draw')}
        />
      </div>
      <div className="panel-scroll tree">
        {list.length === 0 && <p className="faint-line">None drawn or loaded.</p>}
        {list.map((area) => (
          <AreaRow key={area.id} area={area} isChosen={area.id === chosen?.id} />
        ))}
      </div>
    </section>
  );
}
