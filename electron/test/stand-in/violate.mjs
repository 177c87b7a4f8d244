/** Runs a small main module on the stand-in and prints what Electron would refuse in it; nothing where all is allowed. */
import { called, launch } from './launch.mjs';
import { state } from './state.mjs';

const refuse = (error) => {
  console.log(error.message);
  process.exit(4);
};
// As Chromium does with what it started.
process.on('exit', () => {
  for (const [pid] of called('utility.pid')) process.kill(pid, 'SIGKILL');
});
process.on('uncaughtException', refuse);
process.on('unhandledRejection', refuse);
state.onExit = (code) => process.exit(code);
await launch(process.argv[2]);
setTimeout(() => process.exit(0), 1500);
