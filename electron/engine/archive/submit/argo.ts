import { POD_SECURITY, volumes, workerContainer } from './container.ts';
import type { Engine, Submission } from './task.ts';
import { yamlText } from './yaml-text.ts';

/** An Argo workflow of the same container; not run by our tests, which have no cluster. */
export const argo: Engine<'argo'> = {
  id: 'argo',
  title: 'Argo workflow',
  mostTasks: 1000,
  async scripts(submission) {
    return [{ name: 'argo.yaml', text: await yamlText(submission, workflow(submission)) }];
  },
  command: (path) => ['argo', 'submit', path],
};

function workflow(submission: Submission): Record<string, unknown> {
  const { run, tasks, throttle, minutes } = submission;
  const container = workerContainer(submission);
  const words = container.command as readonly string[];
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: { generateName: `nephoscope-${run.id}-` },
    spec: {
      entrypoint: 'archive',
      parallelism: throttle,
      securityContext: POD_SECURITY,
      automountServiceAccountToken: false,
      volumes: volumes(submission),
      templates: [
        {
          name: 'archive',
          steps: [
            [
              {
                name: 'work',
                template: 'work',
                arguments: { parameters: [{ name: 'index', value: '{{item}}' }] },
                withSequence: { count: String(tasks) },
                // One broken product does not end the others.
                continueOn: { failed: true },
              },
            ],
          ],
        },
        {
          name: 'work',
          inputs: { parameters: [{ name: 'index' }] },
          activeDeadlineSeconds: minutes * 60,
          retryStrategy: {
            limit: '3',
            retryPolicy: 'Always',
            expression: 'asInt(lastRetry.exitCode) != 2 && asInt(lastRetry.exitCode) != 3',
          },
          container: { ...container, command: [...words, '--index', '{{inputs.parameters.index}}'] },
        },
      ],
    },
  };
}
