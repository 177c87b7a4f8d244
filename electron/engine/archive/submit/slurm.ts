import { quoted } from '../../core/shell-word.ts';
import { type Engine, type Submission, workWords } from './task.ts';

/** Starts of a task, the first not counted, before SLURM is not asked again. */
const RESTARTS = 5;

/** A job array of SLURM; made for 20.11 and later, tested on 22.05. */
export const slurm: Engine<'slurm'> = {
  id: 'slurm',
  title: 'SLURM job array',
  // MaxArraySize is 1001 where a site has not changed it: indices end one before it.
  mostTasks: 1000,
  scripts: (submission) => [{ name: 'slurm.sh', text: script(submission), executable: true }],
  command: (path) => ['sbatch', path],
};

function script(submission: Submission): string {
  const { folder, run, tasks, throttle, threads, memoryMiB, minutes, products, reasons } = submission;
  const time = `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:00`;
  return `#!/bin/bash
# Masks of ${products} products (run ${run.id}). Made by "nephoscope archive submit"; may be edited.
${reasons.map((reason) => `# ${reason}`).join('\n')}
#SBATCH --job-name=nephoscope-${run.id}
#SBATCH --array=0-${tasks - 1}%${throttle}
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=${threads}
#SBATCH --mem=${memoryMiB}M
#SBATCH --time=${time}
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=${folder.logs}/slurm-%A_%a.log
# The worker is told a minute before its time is over: it stops, and leaves nothing half-written.
#SBATCH --signal=B:TERM@60

${workWords(submission).map(quoted).join(' ')} &
worker=$!
trap 'kill -TERM "$worker" 2>/dev/null' TERM
wait "$worker"; code=$?
while kill -0 "$worker" 2>/dev/null; do wait "$worker"; code=$?; done

# 1: another attempt may help; 130: stopped; 134 to 139: killed, for want of memory for example. 2 and 3 are final.
case $code in
  1|130|134|135|136|137|138|139|143)
    if [ "\${SLURM_RESTART_COUNT:-0}" -lt ${RESTARTS} ]; then
      scontrol requeue "\${SLURM_ARRAY_JOB_ID}_\${SLURM_ARRAY_TASK_ID}" && exit 0
    fi ;;
esac
exit $code
`;
}
