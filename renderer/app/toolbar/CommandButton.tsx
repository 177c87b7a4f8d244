import type { ComponentProps } from 'react';
import { runCommand } from '../../commands/registry.ts';
import { ToolButton } from '../../widgets/ToolButton.tsx';

type Props = Omit<ComponentProps<typeof ToolButton>, 'onClick'> & { readonly command: string };

/** A button of the toolbar that runs a command. */
export function CommandButton({ command, ...button }: Props) {
  return <ToolButton {...button} onClick={() => runCommand(command)} />;
}
