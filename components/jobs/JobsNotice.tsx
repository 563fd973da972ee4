import Link from "next/link";
import { dayTimeText, type Zone } from "../playback/time-text.ts";
import { Button } from "../ui/Button.tsx";
import styles from "./JobsNotice.module.css";

/** The server does not answer; what it last said stays on the page. */
export function ServerGone({
  reason,
  sinceMs,
  zone,
  onAgain,
}: {
  readonly reason: string;
  /** When it last answered; 0: never to this page. */
  readonly sinceMs: number;
  readonly zone: Zone;
  onAgain(): void;
}) {
  return (
    <div role="alert" className={styles.gone}>
      <span>
        {reason} {sinceMs > 0 ? `What is shown is from ${dayTimeText(sinceMs, zone)}. ` : ""}
        The page goes on asking.
      </span>
      <Button small onClick={onAgain}>
        Ask now
      </Button>
    </div>
  );
}

/** What to do where there is no job yet. */
export function NoJobs() {
  return (
    <section className={styles.empty} aria-labelledby="no-jobs">
      <h2 id="no-jobs">No job runs yet</h2>
      <p>
        Deploy a notebook: <Link href="/">open the studio</Link>, run it, and choose <em>Deploy</em>. Or start one for a
        GroupBy that the server knows:
      </p>
      <pre>
        {`curl -X POST ${typeof location === "undefined" ? "" : location.origin}/api/jobs -d '{"groupBy":"ice_cream","mode":"tiled"}'`}
      </pre>
    </section>
  );
}

/** The address names a job that the server does not know. */
export function UnknownJob({ id }: { readonly id: string }) {
  return (
    <section className={styles.empty} aria-labelledby="no-job">
      <h2 id="no-job">There is no such job</h2>
      <p>
        The server knows no job <code>{id.slice(0, 80)}</code>. Choose one of the list, or{" "}
        <Link href="/jobs">see the newest</Link>.
      </p>
    </section>
  );
}
