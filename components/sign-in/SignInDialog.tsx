"use client";

import { type FormEvent, useState, useSyncExternalStore } from "react";
import { type SignInAnswer, signIn } from "../client/sign-in.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import styles from "./SignInDialog.module.css";

const PROBLEMS: Readonly<Record<Exclude<SignInAnswer, "signed-in">, string>> = {
  "wrong-token": "That is not the token of this server.",
  unreachable: "The server did not answer. Try again.",
};
const never = (): boolean => false;

/** Asks for the server's token when a request of the page needs it. Shows nothing otherwise. */
export function SignInDialog() {
  const isAsked = useSyncExternalStore(signIn.subscribe, signIn.isAsked, never);
  return isAsked ? <TokenForm /> : null;
}

function TokenForm() {
  const [answer, setAnswer] = useState<SignInAnswer | "waiting" | null>(null);
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const token = new FormData(event.currentTarget).get("token");
    setAnswer("waiting");
    setAnswer(await signIn.send(String(token).trim()));
  };
  const problem = answer === "wrong-token" || answer === "unreachable" ? PROBLEMS[answer] : null;
  return (
    <Dialog title="Sign in" onClose={() => signIn.decline()}>
      <form onSubmit={(event) => void send(event)}>
        <p className={styles.about}>
          This server asks for its token: the value of TILESCOPE_TOKEN where it was started. The browser keeps a cookie
          instead of it.
        </p>
        <label className={styles.field}>
          Token
          <input
            type="password"
            name="token"
            autoComplete="current-password"
            required
            aria-invalid={problem !== null}
          />
        </label>
        {problem !== null && (
          <p role="alert" className={styles.error}>
            {problem}
          </p>
        )}
        <div className={styles.actions}>
          <Button onClick={() => signIn.decline()}>Not now</Button>
          <Button look="primary" type="submit" disabled={answer === "waiting"}>
            Sign in
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
