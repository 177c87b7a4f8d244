import Copy from 'lucide-react/icons/copy';
import { copyText } from './clipboard.ts';
import { ToolButton } from './ToolButton.tsx';

/** Commands to be run in a terminal, with a button that copies them all. */
export function CommandLines({
  commands,
  label,
  onCopied,
}: {
  readonly commands: readonly string[];
  readonly label: string;
  readonly onCopied: () => void;
}) {
  const text = commands.join('\n');
  const copy = async () => {
    await copyText(text);
    onCopied();
  };
  return (
    <div className="command-lines">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines are scrolled by the keyboard too */}
      <section aria-label={label} tabIndex={0}>
        <pre>{text}</pre>
      </section>
      <ToolButton small icon={Copy} label={`Copy ${label.toLowerCase()}`} onClick={() => void copy()} />
    </div>
  );
}
