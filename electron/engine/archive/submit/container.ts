import { type Submission, workWords } from './task.ts';

const SCRATCH = '/scratch';

/** The worker's container as Kubernetes describes one: no root, nothing to be written to but the disk and the scratch. */
export function workerContainer(submission: Submission): Record<string, unknown> {
  const { image, threads, memoryMiB, mount } = submission;
  const memory = `${memoryMiB}Mi`;
  return {
    name: 'worker',
    image,
    command: [...workWords({ ...submission, command: ['nephoscope'] })],
    env: [
      { name: 'TMPDIR', value: SCRATCH },
      { name: 'HOME', value: SCRATCH },
    ],
    resources: { requests: { cpu: String(threads), memory }, limits: { memory } },
    securityContext: {
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [
      { name: 'data', mountPath: mount },
      { name: 'scratch', mountPath: SCRATCH },
    ],
  };
}

export function volumes({ claim }: Submission): readonly Record<string, unknown>[] {
  return [
    { name: 'data', persistentVolumeClaim: { claimName: claim } },
    { name: 'scratch', emptyDir: {} },
  ];
}

export const POD_SECURITY = {
  runAsNonRoot: true,
  runAsUser: 1000,
  runAsGroup: 1000,
  fsGroup: 1000,
  seccompProfile: { type: 'RuntimeDefault' },
} as const;

/** Lines for the head of a YAML file. */
export function heading({ run, products, reasons }: Submission): string {
  const lines = [`Masks of ${products} products (run ${run.id}). Made by "nephoscope archive submit"; may be edited.`];
  return [...lines, ...reasons].map((line) => ` ${line}`).join('\n');
}
