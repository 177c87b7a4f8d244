import type { LabelAgreement } from '../../api/types.ts';

const chips = (count: number): string => (count === 1 ? '1 chip' : `${count} chips`);
const are = (count: number): string => (count === 1 ? 'is' : 'are');

/** What becomes of chips that cannot be compared when two projects are settled, and why; a sentence for each reason there is. */
export function uncomparedNotes({ first, second, apart, unshared }: LabelAgreement['uncompared']): string[] {
  const alone = ([count, who]: readonly [number, string]): string =>
    `${chips(count)} that only ${who} has labelled ${are(count)} taken over without labels: nobody has looked twice.`;
  return [
    ...(
      [
        [first, 'A'],
        [second, 'B'],
      ] as const
    )
      .filter(([count]) => count > 0)
      .map(alone),
    ...(apart > 0
      ? [`${chips(apart)} in which A and B labelled other pixels ${are(apart)} taken over without labels.`]
      : []),
    ...(unshared > 0 ? [`${chips(unshared)} of only one of the projects ${are(unshared)} left out.`] : []),
  ];
}
