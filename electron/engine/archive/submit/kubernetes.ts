import { POD_SECURITY, volumes, workerContainer } from './container.ts';
import type { Engine, Submission } from './task.ts';
import { yamlText } from './yaml-text.ts';

/** Starts of a product's pod after its first; see `podFailurePolicy` for what is not started again. */
const RETRIES = 3;

/** An Indexed Job; `backoffLimitPerIndex` wants Kubernetes 1.29 or later (batch/v1). */
export const kubernetes: Engine<'kubernetes'> = {
  id: 'kubernetes',
  title: 'Kubernetes Indexed Job',
  mostTasks: 10_000,
  async scripts(submission) {
    return [{ name: 'kubernetes.yaml', text: await yamlText(submission, job(submission)) }];
  },
  command: (path) => ['kubectl', 'apply', '-f', path],
};

function job(submission: Submission): Record<string, unknown> {
  const { run, tasks, throttle, minutes } = submission;
  const labels = { 'app.kubernetes.io/name': 'nephoscope', 'nephoscope/run': run.id };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: `nephoscope-${run.id}`, labels },
    spec: {
      completionMode: 'Indexed',
      completions: tasks,
      parallelism: throttle,
      backoffLimitPerIndex: RETRIES,
      maxFailedIndexes: tasks,
      podFailurePolicy: {
        rules: [
          // A drained or preempted node is nobody's fault.
          { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
          // 2: asked for wrongly, and so is every other index. 3: the input is broken, and stays so.
          { action: 'FailJob', onExitCodes: { containerName: 'worker', operator: 'In', values: [2] } },
          { action: 'FailIndex', onExitCodes: { containerName: 'worker', operator: 'In', values: [3] } },
        ],
      },
      template: {
        metadata: { labels },
        spec: {
          restartPolicy: 'Never',
          activeDeadlineSeconds: minutes * 60,
          terminationGracePeriodSeconds: 60,
          automountServiceAccountToken: false,
          securityContext: POD_SECURITY,
          containers: [workerContainer(submission)],
          volumes: volumes(submission),
        },
      },
    },
  };
}
