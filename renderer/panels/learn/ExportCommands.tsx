import { sayInfo } from '../../state/messages.ts';
import { CommandLines } from '../../widgets/CommandLines.tsx';

/** As the engine writes the folder that is served, whose path it does not tell. */
const SERVED = 'SERVED=FOLDER';

/** What an export is taken in by, to be run in a terminal. */
export function ExportCommands({
  text,
  label,
  commands,
}: {
  readonly text: string;
  readonly label: string;
  readonly commands: readonly string[];
}) {
  return (
    <>
      <span className="dim">
        {text}
        {commands[0] === SERVED && ' FOLDER stands for the folder that is served, whose path only its owner knows.'}
      </span>
      <CommandLines label={label} commands={commands} onCopied={() => sayInfo('The commands are on the clipboard.')} />
    </>
  );
}
