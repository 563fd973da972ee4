"use client";

import { Component, type ReactNode } from "react";
import { Button } from "./Button.tsx";
import styles from "./ErrorBoundary.module.css";

interface ErrorBoundaryProps {
  /** What failed, in the words of the page: `The timeline`. */
  readonly what: string;
  /** A new value tries again by itself. */
  readonly resetKey?: unknown;
  readonly children: ReactNode;
}

interface ErrorBoundaryState {
  readonly error: Error | null;
  readonly resetKey: unknown;
}

/** Keeps a failure where it happened. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { error: null, resetKey: this.props.resetKey };

  static getDerivedStateFromError(error: unknown): Partial<ErrorBoundaryState> {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  static getDerivedStateFromProps(
    props: ErrorBoundaryProps,
    state: ErrorBoundaryState,
  ): Partial<ErrorBoundaryState> | null {
    return Object.is(props.resetKey, state.resetKey) ? null : { error: null, resetKey: props.resetKey };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <div role="alert" className={styles.failed}>
        <p>
          {this.props.what} could not be shown: {error.message}
        </p>
        <Button small onClick={() => this.setState({ error: null })}>
          Try again
        </Button>
      </div>
    );
  }
}
