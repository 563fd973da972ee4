"use client";

import { Button } from "../components/ui/Button.tsx";
import styles from "./message.module.css";

interface ErrorPageProps {
  readonly error: Error;
  readonly reset: () => void;
}

/** The last resort: every cell and panel has a boundary of its own. */
export default function ErrorPage({ error, reset }: ErrorPageProps) {
  return (
    <main className={styles.message} role="alert">
      <h1>The studio could not be shown</h1>
      <p>{error.message}</p>
      <p>Your notebook is kept in this browser.</p>
      <Button look="primary" onClick={reset}>
        Try again
      </Button>
    </main>
  );
}
