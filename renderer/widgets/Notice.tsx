import CircleAlert from 'lucide-react/icons/circle-alert';
import Copy from 'lucide-react/icons/copy';
import Info from 'lucide-react/icons/info';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import X from 'lucide-react/icons/x';
import { useState } from 'react';
import { fileBeside, messageText } from '../state/messages.ts';
import { copyText } from './clipboard.ts';
import { ToolButton } from './ToolButton.tsx';
import { inWindowWords } from './window-words.ts';

interface Props {
  readonly kind: 'error' | 'warning' | 'info';
  readonly text: string;
  readonly file?: string | undefined;
  readonly remedy?: string | undefined;
  readonly onClose?: () => void;
}

/** Longer texts are cut short until they are asked for. */
const LONG = 220;
const SHORT = 140;

/** A longer name than products have is cut in the middle where the file stands below it in full. */
const LONG_NAME = 70;
const NAME_END = 26;

function withShortName(text: string, beside: string | null | undefined): string {
  const name = beside?.split(/[\\/]/).at(-1) ?? '';
  if (name.length <= LONG_NAME) return text;
  return text.replace(name, () => `${name.slice(0, NAME_END)}…${name.slice(-NAME_END)}`);
}

const ICONS = { error: CircleAlert, warning: TriangleAlert, info: Info };
const NAMES = { error: 'Error', warning: 'Warning', info: 'Note' };

/** One sentence, the file it is about, and what to do; all of it can be copied. */
export function Notice({ kind, text: told, file, remedy: advice, onClose }: Props) {
  const text = inWindowWords(told);
  const remedy = advice && inWindowWords(advice);
  const Icon = ICONS[kind];
  const beside = fileBeside(text, file);
  const sentence = withShortName(text, beside);
  const [whole, setWhole] = useState(sentence.length <= LONG);
  return (
    <div className={`notice ${kind}`} role={kind === 'error' ? 'alert' : 'status'}>
      <Icon className="notice-icon" size={16} aria-label={NAMES[kind]} />
      <div>
        <p>{whole ? sentence : `${sentence.slice(0, SHORT)}…`}</p>
        {!whole && (
          <button type="button" className="more" onClick={() => setWhole(true)}>
            Show all
          </button>
        )}
        {beside && <p className="file">{beside}</p>}
        {remedy && <p className="remedy">{remedy}</p>}
      </div>
      <div className="actions">
        {kind !== 'info' && (
          <ToolButton
            small
            icon={Copy}
            label="Copy this message"
            onClick={() => void copyText(messageText({ text, file, remedy }))}
          />
        )}
        {onClose && <ToolButton small icon={X} label="Close" onClick={onClose} />}
      </div>
    </div>
  );
}

/** The same for what a request threw. */
export function ErrorNotice({ error }: { readonly error: unknown }) {
  const { message, file, remedy } = error as { message: string; file?: string; remedy?: string };
  return <Notice kind="error" text={message} file={file} remedy={remedy} />;
}
