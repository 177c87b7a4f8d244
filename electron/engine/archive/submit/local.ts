import { quoted } from '../../core/shell-word.ts';
import type { Engine, Submission } from './task.ts';

/** Workers of this machine, that share the run by their leases. */
export const local: Engine<'local'> = {
  id: 'local',
  title: 'This machine',
  mostTasks: Number.MAX_SAFE_INTEGER,
  scripts: (submission) => [{ name: 'local.sh', text: script(submission), executable: true }],
  command: (path) => ['sh', path],
};

function script(submission: Submission): string {
  const { command, folder, run, threads, throttle, products, reasons } = submission;
  const work = [...command, 'archive', 'work', folder.path, '--all', '--threads', String(threads)];
  return `#!/bin/sh
# Masks of ${products} products (run ${run.id}). Made by "nephoscope archive submit"; may be edited.
${reasons.map((reason) => `# ${reason}`).join('\n')}
# To stop it: Ctrl-C, or kill this process; nothing is lost, run it again to go on.

# A worker that is killed (137 and its like, for want of memory) is started again; what it did last is found by its lease.
work() {
  for start in 1 2 3 4 5; do
    ${work.map(quoted).join(' ')} >> ${quoted(folder.logs)}/local-"$1".log 2>&1 &
    node=$!
    trap 'kill -TERM $node 2>/dev/null' TERM INT
    wait $node; code=$?
    while kill -0 $node 2>/dev/null; do wait $node; code=$?; done
    case $code in 13[4-9]) ;; *) return $code ;; esac
  done
  return $code
}

workers=""
for number in $(seq 1 ${throttle}); do
  work "$number" &
  workers="$workers $!"
done
trap 'kill -TERM $workers 2>/dev/null' TERM INT
worst=0
for worker in $workers; do
  wait "$worker"; code=$?
  while kill -0 "$worker" 2>/dev/null; do wait "$worker"; code=$?; done
  [ "$code" -gt "$worst" ] && worst=$code
done
${[...command, 'archive', 'status', folder.path].map(quoted).join(' ')}
exit $worst
`;
}
