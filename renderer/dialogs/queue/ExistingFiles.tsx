import { Select } from '@mantine/core';

/** What becomes of files that are there already. */
export type Existing = 'keep' | 'replace';

const CHOICES = [
  { value: 'keep', label: 'Keep them' },
  { value: 'replace', label: 'Replace them' },
] as const;

interface Props {
  readonly existing: Existing;
  readonly onChange: (existing: Existing) => void;
}

/** The row of a form that asks for it. */
export function ExistingFiles({ existing, onChange }: Props) {
  return (
    <>
      <span className="label">Existing files</span>
      <div className="stack">
        <Select
          aria-label="Existing files"
          data={[...CHOICES]}
          value={existing}
          onChange={(value) => onChange(value === 'replace' ? 'replace' : 'keep')}
        />
        <span className="queue-hint">
          {existing === 'keep'
            ? 'What was made alike is passed over; what was made otherwise stays, and its row says so.'
            : 'Masks that were made otherwise are replaced, corrected ones too; rows say what was replaced.'}
        </span>
      </div>
    </>
  );
}
