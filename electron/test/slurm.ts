import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { availableParallelism, hostname, totalmem } from 'node:os';
import { join } from 'node:path';

/** A SLURM of one node, this machine, with its own configuration, ports and credentials: nothing of the system's is touched. */
export interface Slurm {
  readonly env: NodeJS.ProcessEnv;
  /** Runs one of SLURM's commands and returns what it prints. */
  run(command: string, ...args: readonly string[]): string;
  stop(): Promise<void>;
}

const PROGRAMS = ['/usr/sbin/slurmctld', '/usr/sbin/slurmd', '/usr/sbin/munged'];

/** Whether it can be started here; says why not. */
export function haveSlurm(): boolean {
  const missing = PROGRAMS.filter((path) => !existsSync(path));
  const isRoot = process.getuid?.() === 0;
  if (missing.length === 0 && isRoot) return true;
  console.warn(
    `Skipped: SLURM ${isRoot ? `is not here (${missing.join(', ')}; on Debian: slurm-wlm)` : 'can be started by root alone'}.`,
  );
  return false;
}

/** Starts munge, the controller and the node's daemon in a folder; waits until the node is idle. */
export async function startSlurm(folder: string): Promise<Slurm> {
  await mkdir(join(folder, 'state'), { recursive: true });
  await mkdir(join(folder, 'spool'), { recursive: true });
  await chmod(folder, 0o755);
  const key = join(folder, 'munge.key');
  await writeFile(key, randomBytes(1024), { mode: 0o400 });
  const socket = join(folder, 'munge.socket');
  const host = hostname();
  const [control, node] = [await freePort(), await freePort()];
  const conf = join(folder, 'slurm.conf');
  await writeFile(
    conf,
    `ClusterName=test
SlurmctldHost=${host}(127.0.0.1)
SlurmctldPort=${control}
SlurmdPort=${node}
AuthType=auth/munge
AuthInfo=socket=${socket}
CryptoType=crypto/munge
SlurmUser=root
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
MailProg=/bin/true
ReturnToService=2
KillWait=5
InactiveLimit=0
SchedulerParameters=sched_interval=1,batch_sched_delay=1,sched_min_interval=100000,requeue_setup_env_fail
NodeName=${host} NodeAddr=127.0.0.1 CPUs=${availableParallelism()} RealMemory=${Math.floor(totalmem() / 2 ** 20 / 2)} State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
`,
  );
  const env = { ...process.env, SLURM_CONF: conf };
  const children: ChildProcess[] = [];
  const daemon = (program: string, ...args: readonly string[]) => {
    children.push(spawn(program, args, { env, stdio: ['ignore', 'ignore', 'ignore'] }));
  };
  daemon(
    '/usr/sbin/munged',
    ...['--foreground', `--socket=${socket}`, `--key-file=${key}`, `--pid-file=${folder}/munged.pid`],
    ...[`--log-file=${folder}/munged.log`, `--seed-file=${folder}/munged.seed`, '--force', '--num-threads=2'],
  );
  await until(() => existsSync(socket), 'munge');
  daemon('/usr/sbin/slurmctld', '-D', '-L', join(folder, 'slurmctld.log'));
  daemon('/usr/sbin/slurmd', '-D', '-L', join(folder, 'slurmd.log'));
  const run = (command: string, ...args: readonly string[]) => execFileSync(command, args, { env, encoding: 'utf8' });
  const isIdle = () => spawnSync('sinfo', ['-h', '-o', '%T'], { env, encoding: 'utf8' }).stdout.trim() === 'idle';
  await until(isIdle, "SLURM's node");
  return {
    env,
    run,
    async stop() {
      for (const child of children.toReversed()) {
        const ended = new Promise((done) => child.once('exit', done));
        if (child.exitCode === null && child.signalCode === null) {
          child.kill('SIGTERM');
          await Promise.race([ended, new Promise((done) => setTimeout(done, 5000))]);
          child.kill('SIGKILL');
        }
      }
    },
  };
}

async function until(isTrue: () => boolean, what: string): Promise<void> {
  for (let tries = 0; tries < 120; tries++) {
    if (isTrue()) return;
    await new Promise((done) => setTimeout(done, 500));
  }
  throw new Error(`${what} did not start within a minute.`);
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer().once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address && typeof address === 'object' ? done(address.port) : fail(new Error('no port'))));
    });
  });
}
