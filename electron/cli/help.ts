import type { Command } from 'commander';
import { UsageError } from './terminal.ts';

/** `nephoscope help COMMAND [COMMAND]`: of a command in a group too, `help archive plan`, where commander stops at the group. */
export function addHelp(program: Command): void {
  program.helpCommand(false);
  program
    .command('help')
    .description('show what a command does and takes')
    .argument('[command...]', 'for example mask, or archive plan')
    .action((names: readonly string[]) => {
      let command = program;
      for (const name of names) {
        const next = command.commands.find((candidate) => candidate.name() === name);
        if (!next) {
          const known = command.commands.map((candidate) => candidate.name()).join(', ');
          throw new UsageError(`${[...namesOf(command), name].join(' ')} is no command.`, {
            remedy: known ? `There are: ${known}.` : 'Leave the last word away.',
          });
        }
        command = next;
      }
      command.outputHelp();
    });
}

function namesOf(command: Command): string[] {
  return command.parent ? [...namesOf(command.parent), command.name()] : [];
}
