import { Button } from '@mantine/core';
import { Component, type ReactNode, Suspense } from 'react';
import { sayError } from '../state/messages.ts';
import { type PartFailure, partFailure } from '../state/part-failure.ts';
import { reloadWindow } from '../state/reload.ts';
import { ErrorNotice } from './Notice.tsx';

interface Props {
  readonly children: ReactNode;
  /** Shown while it is loaded. */
  readonly fallback?: ReactNode;
  /** Takes the failure in the place of the notice. */
  readonly onFailure?: (failure: PartFailure) => void;
}

/** A part of the window that is loaded when it is wanted, and may fail, or not be there to be loaded, without taking the rest of the window with it. */
export class Guarded extends Component<Props, { readonly failure: PartFailure | null }> {
  override state: { readonly failure: PartFailure | null } = { failure: null };

  static getDerivedStateFromError(error: unknown) {
    return { failure: partFailure(error) };
  }

  override componentDidCatch(error: unknown): void {
    this.props.onFailure?.(partFailure(error));
  }

  override render(): ReactNode {
    const { failure } = this.state;
    if (failure === null) return <Suspense fallback={this.props.fallback ?? null}>{this.props.children}</Suspense>;
    if (this.props.onFailure) return null;
    return (
      <div className="section stack">
        <ErrorNotice error={failure} />
        <div>
          <Button onClick={() => void reloadWindow().catch(sayError)}>Load the window anew</Button>
        </div>
      </div>
    );
  }
}
