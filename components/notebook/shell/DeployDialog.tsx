"use client";

import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { useRef, useState } from "react";
import { type NamedDefinition, viewIn } from "../../../engine/src/notebook-file/cell-role.ts";
import { streamOf } from "../../../engine/src/notebook-file/compile-definitions.ts";
import { stringifyJson } from "../../../engine/src/schema/json.ts";
import type { JobSettings } from "../../../engine/src/worker/protocol.ts";
import { type DeployProgress, type DeployRequest, deploy } from "../../client/deploy.ts";
import { deployApi } from "../../client/deploy-api.ts";
import { signIn } from "../../client/sign-in.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { StatusDot } from "../../ui/StatusDot.tsx";
import { streamHash } from "../run/run-request.ts";
import { useRuntimePart, useSession } from "../session/session-context.tsx";
import styles from "./DeployDialog.module.css";
import { useFollowLive } from "./use-follow-live.ts";

interface DeployDialogProps {
  readonly definition: NamedDefinition;
  onClose(): void;
}

const WHAT: Readonly<Record<DeployProgress["step"], string>> = {
  definition: "Store the definition",
  events: "Send the events of the stream, in order of arrival",
  job: "Start the job",
  "catching-up": "Wait until the job has taken them all",
};
const STEPS = Object.keys(WHAT) as DeployProgress["step"][];

interface StepRowProps {
  readonly step: DeployProgress["step"];
  readonly progress: DeployProgress | null;
  readonly done: boolean;
  readonly failed: boolean;
}

function StepRow({ step, progress, done, failed }: StepRowProps) {
  const at = progress === null ? -1 : STEPS.indexOf(progress.step);
  const here = at === STEPS.indexOf(step);
  const status = done || at > STEPS.indexOf(step) ? "done" : here ? (failed ? "failed" : "running") : "idle";
  return (
    <li className={styles.step}>
      <StatusDot status={status} />
      <div>
        {WHAT[step]}
        {here && !done && progress !== null && progress.total > 1 && (
          <progress
            value={progress.done}
            max={progress.total}
            aria-label={WHAT[step]}
            title={`${progress.done.toLocaleString("en")} of ${progress.total.toLocaleString("en")}`}
          />
        )}
      </div>
    </li>
  );
}

const DEFAULTS: JobSettings = {
  mode: "tiled",
  trigger: { kind: "every-element" },
  outOfOrdernessMs: 300_000,
  idlenessMs: 30_000,
};

/** Puts a definition and its stream on the server, starts the job, and reads a feature back. */
export function DeployDialog({ definition, onClose }: DeployDialogProps) {
  const session = useSession();
  const cells = useRuntimePart((state) => state.cells);
  const streams = useRuntimePart((state) => state.streams);
  const { groupBy } = definition;
  const name = groupBy.metaData?.name ?? definition.name;
  const views = [...cells.values()].map((cell) => viewIn(cell.result?.values ?? []));
  const view = views.find((one) => one?.groupBy.metaData?.name === name);
  const stream = view?.stream ?? streamOf(definition, streams);
  const settings = view?.settings ?? DEFAULTS;
  const keyColumns = groupBy.keyColumns ?? [];
  const [key, setKey] = useState<readonly string[]>(keyColumns.map(() => ""));
  const [progress, setProgress] = useState<DeployProgress | null>(null);
  const follow = useFollowLive()(definition);
  const abort = useRef<AbortController | null>(null);

  const deployment = useMutation({
    mutationFn: (run: DeployRequest["run"]) => {
      signIn.mayAskAgain();
      abort.current = new AbortController();
      return deploy(session.engine, { name, run, onProgress: setProgress, signal: abort.current.signal });
    },
  });
  const read = useMutation({
    mutationFn: () => {
      signIn.mayAskAgain();
      return deployApi.fetchFeatures(
        name,
        [Object.fromEntries(keyColumns.map((column, i) => [column, key[i] ?? ""]))],
        Date.now(),
      );
    },
  });
  const start = () => {
    if (stream === null) return;
    const file = stream.kind === "file" ? session.files.get().get(stream.fileName) : undefined;
    const edits = session.document.get().notebook.edits[streamHash(stream)];
    deployment.mutate({
      groupBy,
      stream,
      settings,
      ...(file !== undefined && { file }),
      ...(edits !== undefined && { edits }),
    });
  };

  return (
    <Dialog title={`Deploy ${name}`} onClose={onClose}>
      <p className={styles.about}>
        The server takes the compiled JSON, checks it again and runs it with its own expression evaluator. It never sees
        this notebook’s code. A {settings.mode} job, the watermark {settings.outOfOrdernessMs / 1000} s behind,{" "}
        {settings.trigger.kind === "buffered" ? `writes buffered ${settings.trigger.bufferMs} ms` : "a write per event"}
        .
      </p>
      {stream === null && (
        <p className={styles.error}>No stream of this notebook has its topic, so there are no events to send.</p>
      )}
      <ol className={styles.steps}>
        {STEPS.map((step) => (
          <StepRow key={step} step={step} progress={progress} done={deployment.isSuccess} failed={deployment.isError} />
        ))}
      </ol>
      {deployment.error !== null && (
        <p role="alert" className={styles.error}>
          {deployment.error.message}
        </p>
      )}
      {deployment.data !== undefined && (
        <p role="status">
          Deployed: the server runs {name} over{" "}
          {stream?.kind === "live"
            ? `the topic ${stream.topic} as it is.`
            : `${deployment.data.events.toLocaleString("en")} events. The compare cell now shows its answer too.`}{" "}
          <Link className={styles.link} href={`/jobs?job=${encodeURIComponent(deployment.data.jobId)}`}>
            Open in Jobs
          </Link>
        </p>
      )}
      <div className={styles.actions}>
        {deployment.isSuccess && follow !== null && (
          <Button
            look="primary"
            onClick={() => {
              onClose();
              follow();
            }}
          >
            Follow live
          </Button>
        )}
        {deployment.isPending && <Button onClick={() => abort.current?.abort()}>Cancel</Button>}
        <Button
          look={deployment.isSuccess ? "plain" : "primary"}
          disabled={deployment.isPending || stream === null}
          onClick={start}
        >
          {deployment.isSuccess ? "Deploy again" : "Deploy"}
        </Button>
      </div>
      <form
        className={styles.fetch}
        onSubmit={(event) => {
          event.preventDefault();
          read.mutate();
        }}
      >
        <strong>Read it back</strong>
        {keyColumns.map((column, i) => (
          <label key={column}>
            <span className="mono">{column}</span>
            <input
              value={key[i] ?? ""}
              onChange={(event) => setKey(key.map((text, j) => (j === i ? event.currentTarget.value : text)))}
            />
          </label>
        ))}
        <Button type="submit" small disabled={read.isPending}>
          Fetch
        </Button>
      </form>
      {read.error !== null && (
        <p role="alert" className={styles.error}>
          {read.error.message}
        </p>
      )}
      {read.data !== undefined && <pre className={styles.answer}>{stringifyJson(read.data, 2)}</pre>}
    </Dialog>
  );
}
