import { EXIT, printable, reportError } from './cli/terminal.ts';

/** Whoever read the output has gone (`| head`): the work goes on to its end, unheard; so it does where a disk is full. */
for (const stream of [process.stdout, process.stderr])
  stream.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE' || process.listenerCount('exit', failAtExit) > 0) return;
    process.on('exit', failAtExit);
    if (stream === process.stdout) process.stderr.write(`nephoscope: its output could not be written (${code}).\n`);
  });

function failAtExit(): void {
  process.exitCode ||= EXIT.failed;
}

/** The headless shell. Its program is loaded here, so that a machine on which even that fails hears why. */
const load = async () => {
  const { loadVerbs, runProgram } = await import('./cli/program.ts');
  return { verbs: await loadVerbs(process.argv.slice(2)), runProgram };
};
const program = await load().catch((error: Error) => {
  process.stderr.write(`nephoscope: its own files cannot be loaded: ${printable(error.message)}\n`);
  // Node says of a package that it is not there also where it may open no more files.
  process.stderr.write('  remedy: Allow more open files ("ulimit -n 1024"), or install it again ("npm ci").\n');
  process.exitCode = EXIT.failed;
});
try {
  if (program) process.exitCode = await program.runProgram(program.verbs);
} catch (error) {
  process.exitCode = reportError(error, process.stderr);
}
