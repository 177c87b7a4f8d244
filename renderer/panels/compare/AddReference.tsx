import { Button, Select, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { bridge } from '../../api/bridge.ts';
import { engine } from '../../api/engine.ts';
import type { ReferenceMapping } from '../../api/types.ts';
import { sayError } from '../../state/messages.ts';
import { queryClient } from '../../state/queries.ts';
import { parseMapping } from './mapping.ts';

interface Props {
  readonly product: string;
  readonly onAdded: (id: string) => void;
  readonly onClose: () => void;
}

/** Adds a class raster from disk: which codes it uses, then which file. */
export function AddReference({ product, onAdded, onClose }: Props) {
  const [kind, setKind] = useState('auto');
  const [busy, setBusy] = useState(false);
  const { data: known = [] } = useQuery({ queryKey: ['mappings'], queryFn: engine.mappings, staleTime: Infinity });
  const mappings = [
    { value: 'auto', label: 'Told by its values' },
    ...known.map(({ id, name }) => ({ value: id, label: name })),
    { value: 'own', label: 'Own codes' },
  ];
  const [codes, setCodes] = useState('0=clear\n1=cloud\n2=shadow');
  const own = kind === 'own' ? parseMapping(codes) : null;
  const problem = own && 'problem' in own ? own.problem : null;
  const mapping: ReferenceMapping | null = own ? ('mapping' in own ? own.mapping : null) : kind;

  const add = async () => {
    if (!mapping) return;
    try {
      const choice = await bridge.choose('class-raster');
      if (!choice) return;
      setBusy(true);
      const added = await engine.addReference(product, choice.handle, mapping);
      await queryClient.invalidateQueries({ queryKey: ['references', product] });
      onAdded(added.id);
      onClose();
    } catch (error) {
      sayError(error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <div className="notice" style={{ display: 'block' }}>
      <div className="stack">
        <Select
          label="Its codes are those of"
          data={mappings}
          value={kind}
          onChange={(value) => setKind(value ?? 'auto')}
        />
        {kind === 'own' && (
          <Textarea
            label="One line for each class: codes = class"
            description="Classes: clear, shadow, semi, cloud, missing"
            autosize
            minRows={3}
            value={codes}
            error={problem}
            onChange={(event) => setCodes(event.target.value)}
          />
        )}
        <div style={{ display: 'flex', gap: 6 }}>
          <Button variant="filled" disabled={!mapping} loading={busy} onClick={() => void add()}>
            Choose the file
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </div>
      </div>
    </div>
  );
}
