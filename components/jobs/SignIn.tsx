"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { ServerError } from "../client/ask-server.ts";
import { jobsApi } from "../client/jobs-api.ts";
import { Button } from "../ui/Button.tsx";
import styles from "./JobsNotice.module.css";

/** The server wants its token; it becomes a cookie that scripts cannot read, and is kept nowhere else. */
export function SignIn({ onSignedIn }: { onSignedIn(): void }) {
  const [token, setToken] = useState("");
  const signing = useMutation({ mutationFn: () => jobsApi.openSession(token), onSuccess: onSignedIn });
  const isRefused = signing.error instanceof ServerError && signing.error.status === 401;
  return (
    <section className={styles.empty} aria-labelledby="sign-in">
      <h2 id="sign-in">This server needs its token</h2>
      <p>
        It is the value of <code>TILESCOPE_TOKEN</code> that the server was started with.
      </p>
      <form
        className={styles.signIn}
        onSubmit={(event) => {
          event.preventDefault();
          signing.mutate();
        }}
      >
        <input
          type="password"
          aria-label="Token"
          autoComplete="current-password"
          value={token}
          onChange={(event) => setToken(event.currentTarget.value)}
        />
        <Button type="submit" look="primary" disabled={token === "" || signing.isPending}>
          Sign in
        </Button>
      </form>
      {signing.error !== null && (
        <p role="alert" className={styles.refused}>
          {isRefused ? "That is not the server’s token." : signing.error.message}
        </p>
      )}
    </section>
  );
}
