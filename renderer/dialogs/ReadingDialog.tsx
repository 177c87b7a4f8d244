import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { openAsRead, readOtherwise } from '../actions/products.ts';
import { openAddress } from '../actions/remote.ts';
import type { PreviewReading } from '../api/types.ts';
import { sceneName } from '../state/product-name.ts';
import {
  EMPTY_READING,
  fieldsOf,
  type ReadingFields,
  type ReadingQuestion,
  readingOf,
  useReadingQuestion,
} from '../state/reading.ts';
import { closeDialog } from '../state/ui.ts';
import { ErrorNotice } from '../widgets/Notice.tsx';
import { ChoiceRow } from './ChoiceRow.tsx';
import { Dialog } from './Dialog.tsx';
import { ReadingPreview } from './reading/ReadingPreview.tsx';
import { useReadingPreview } from './reading/use-reading-preview.ts';

const FIELDS: readonly {
  readonly id: Exclude<keyof ReadingFields, 'level'>;
  readonly name: string;
  readonly placeholder: string;
  readonly note: string;
}[] = [
  {
    id: 'bands',
    name: 'Bands',
    placeholder: 'as the file names them',
    note: 'One for each plane, in order: B02, B03, B04, B08; - for a plane that is none',
  },
  { id: 'scale', name: 'Scale', placeholder: 'as the file tells', note: 'Reflectance = value × scale + offset' },
  {
    id: 'offset',
    name: 'Offset',
    placeholder: 'as the file tells',
    note: "-0.1 for ESA's values of baseline 04.00 or later",
  },
  {
    id: 'pixelMetres',
    name: 'Pixel size',
    placeholder: 'as the file tells',
    note: 'In metres, for a file without georeference',
  },
];

/** Asks how a product is to be read that does not tell it, or tells it wrongly: bands, level, scale, offset, pixel size. */
export default function ReadingDialog() {
  const question = useReadingQuestion((state) => state.question);
  const [fields, setFields] = useState(
    question && 'reading' in question.of ? fieldsOf(question.of.reading ?? {}) : EMPTY_READING,
  );
  const [failed, setFailed] = useState<unknown>(null);
  const [isOpening, setOpening] = useState(false);
  const said = readingOf(fields);
  const preview = useReadingPreview(question && previewed(question.of), 'reading' in said ? said.reading : null);
  if (!question) return null;
  const problems = 'problems' in said ? said.problems : {};
  // What is still wrong as the fields are now, where that is known.
  const problem = failed ?? (preview.data && !preview.error ? preview.data.problem : question.error);
  const change = (next: ReadingFields) => {
    setFields(next);
    setFailed(null);
  };
  const open = async () => {
    if (!('reading' in said)) return;
    setOpening(true);
    try {
      if ('handle' in question.of) await openAsRead(question.of, said.reading);
      else if ('address' in question.of) await openAddress(question.of, undefined, said.reading);
      else await readOtherwise(question.of, said.reading);
      closeDialog();
    } catch (error) {
      setFailed(error);
      setOpening(false);
    }
  };
  return (
    <Dialog
      title={`How ${'key' in question.of ? sceneName(question.of) : question.of.name} is to be read`}
      size={780}
      foot={
        <>
          <span className="grow" />
          <Button onClick={closeDialog}>Cancel</Button>
          <Button variant="filled" loading={isOpening} disabled={!('reading' in said)} onClick={() => void open()}>
            {'key' in question.of ? 'Read' : 'Open'}
          </Button>
        </>
      }
    >
      {problem !== null && <ErrorNotice error={problem} />}
      <div className="reading-halves">
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault();
            void open();
          }}
        >
          <ChoiceRow
            label="Level"
            choices={[
              { value: '', label: 'As told' },
              { value: 'L1C', label: 'Level-1C' },
              { value: 'L2A', label: 'Level-2A' },
            ]}
            value={fields.level}
            onChange={(level) => change({ ...fields, level })}
          />
          {FIELDS.map(({ id, name, placeholder, note }) => (
            <FieldRow key={id} name={name}>
              <TextInput
                aria-label={name}
                placeholder={placeholder}
                description={note}
                inputWrapperOrder={['input', 'description', 'error']}
                value={fields[id]}
                error={problems[id]}
                onChange={(event) => change({ ...fields, [id]: event.currentTarget.value })}
              />
            </FieldRow>
          ))}
          <button type="submit" hidden aria-label="Open" />
        </form>
        <ReadingPreview preview={preview} />
      </div>
    </Dialog>
  );
}

/** What the engine can look at; null for what is on the network. */
function previewed(of: ReadingQuestion['of']): Omit<PreviewReading, 'reading'> | null {
  if ('handle' in of) return { handle: of.handle };
  return 'address' in of || of.remote ? null : { product: of.id };
}

function FieldRow({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <>
      <span className="label">{name}</span>
      {children}
    </>
  );
}
