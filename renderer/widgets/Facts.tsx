import { Fragment, type ReactNode } from 'react';

interface Props {
  readonly facts: readonly (readonly [name: string, value: ReactNode])[];
  /** Whether the names are long. */
  readonly isWide?: boolean;
}

/** Names and what is known under them, row by row. */
export function Facts({ facts, isWide = false }: Props) {
  return (
    <dl className={isWide ? 'facts wide' : 'facts'}>
      {facts.map(([name, value]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
