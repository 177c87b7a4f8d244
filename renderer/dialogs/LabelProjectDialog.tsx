import { Button, Select, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { makeLabelProject } from '../actions/label/projects.ts';
import type { Choice, GridMetres } from '../api/types.ts';
import { folderOf } from '../state/label/folder-name.ts';
import { useActiveProduct } from '../state/queries.ts';
import { closeDialog } from '../state/ui.ts';
import { GridChoice } from '../widgets/GridChoice.tsx';
import { ErrorNotice } from '../widgets/Notice.tsx';
import { Dialog } from './Dialog.tsx';
import { TargetChoice } from './recipe/TargetChoice.tsx';

const SIDES = [128, 256, 512, 1024];
const GRIDS: readonly GridMetres[] = [10, 20, 60];

/** Makes a label project: a folder of chips. */
export default function LabelProjectDialog() {
  const [name, setName] = useState('');
  const [target, setTarget] = useState<Choice | null>(null);
  const [chipPixels, setChipPixels] = useState(512);
  const product = useActiveProduct();
  const [grid, setGrid] = useState<GridMetres>(() => GRIDS.find((metres) => product?.grids[metres]) ?? 10);
  const lacking = product !== null && !product.grids[grid];
  const [refused, setRefused] = useState<unknown>(null);
  const folder = folderOf(name);
  const canMake = target !== null && folder !== '';
  const make = async (event: FormEvent) => {
    event.preventDefault();
    if (!target || !canMake) return;
    setRefused(null);
    await makeLabelProject(target.handle, { name: name.trim(), folder, chipPixels, grid }).catch(setRefused);
  };
  return (
    <Dialog
      title="New label project"
      foot={
        <>
          <span className="grow">Labels are written there with every stroke; imagery stays in the products.</span>
          <Button onClick={closeDialog}>Cancel</Button>
          <Button type="submit" form="label-project" variant="filled" disabled={!canMake}>
            Make
          </Button>
        </>
      }
    >
      <form id="label-project" className="form" onSubmit={(event) => void make(event)}>
        <span className="label">Name</span>
        <TextInput aria-label="Name" data-autofocus value={name} onChange={(event) => setName(event.target.value)} />
        <TargetChoice target={target} onChange={setTarget} />
        <span className="label">Chips</span>
        <div className="value">
          <Select
            aria-label="Size of a chip"
            w={232}
            allowDeselect={false}
            data={SIDES.map((side) => ({
              value: String(side),
              label: `${side} × ${side} px, ${((side * grid) / 1000).toFixed(2)} km`,
            }))}
            value={String(chipPixels)}
            onChange={(value) => setChipPixels(Number(value))}
          />
          <GridChoice label="Size of a pixel" grids={GRIDS} value={grid} onChange={setGrid} />
          {lacking && <span className="dim">{`The open product has no grid of ${grid} m.`}</span>}
        </div>
        {target && folder && (
          <>
            <span className="label">Folder</span>
            <div className="value mono">{`${target.name || '/'}/${folder}`}</div>
          </>
        )}
      </form>
      {refused !== null && <ErrorNotice error={refused} />}
    </Dialog>
  );
}
