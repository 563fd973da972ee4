"use client";

import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { stringifyJson } from "../../../engine/src/schema/json.ts";
import type { JobSettings } from "../../../engine/src/worker/protocol.ts";
import { deployApi } from "../../client/deploy-api.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { StatusDot } from "../../ui/StatusDot.tsx";
import { type NamedDefinition, viewIn } from "../run/cell-role.ts";
import { streamOf, streamSchema } from "../run/compile-definitions.ts";
import { useRuntimePart } from "../session/session-context.tsx";
import styles from "./DeployDialog.module.css";

interface DeployDialogProps {
  readonly definition: NamedDefinition;
  onClose(): void;
}

interface Step {
  readonly isPending: boolean;
  readonly isSuccess: boolean;
  readonly isError: boolean;
  readonly error: Error | null;
}

function StepRow({
  step,
  label,
  children,
}: {
  readonly step: Step;
  readonly label: string;
  readonly children?: ReactNode;
}) {
  const status = step.isPending ? "running" : step.isError ? "failed" : step.isSuccess ? "done" : "idle";
  return (
    <li className={styles.step}>
      <StatusDot status={status} />
      <div>
        {label}
        {step.error !== null && (
          <p role="alert" className={styles.error}>
            {step.error.message}
          </p>
        )}
        {children}
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

/** Puts a definition on the server, starts its job, and reads a feature back. */
export function DeployDialog({ definition, onClose }: DeployDialogProps) {
  const cells = useRuntimePart((state) => state.cells);
  const streams = useRuntimePart((state) => state.streams);
  const { name, groupBy } = definition;
  const stream = streamOf(definition, streams);
  const views = [...cells.values()].map((cell) => viewIn(cell.result?.values ?? []));
  const settings = views.find((view) => view?.groupBy.metaData?.name === groupBy.metaData?.name)?.settings ?? DEFAULTS;
  const keyColumns = groupBy.keyColumns ?? [];
  const [key, setKey] = useState<readonly string[]>(keyColumns.map(() => ""));

  const put = useMutation({ mutationFn: () => deployApi.putGroupBy(name, groupBy) });
  const job = useMutation({
    mutationFn: () =>
      deployApi.startJob({ groupBy: name, ...settings, schema: stream === null ? [] : streamSchema(stream) }),
  });
  const read = useMutation({
    mutationFn: () =>
      deployApi.fetchFeatures(
        name,
        [Object.fromEntries(keyColumns.map((column, i) => [column, key[i] ?? ""]))],
        Date.now(),
      ),
  });
  const deploy = async () => {
    await put.mutateAsync();
    await job.mutateAsync();
  };
  const busy = put.isPending || job.isPending;

  return (
    <Dialog title={`Deploy ${name}`} onClose={onClose}>
      <p className={styles.about}>
        The server takes the compiled JSON, checks it again and runs it with its own expression evaluator. It never sees
        this notebook’s code.
      </p>
      {stream === null && (
        <p className={styles.error}>No stream of this notebook has its topic, so the job’s columns are not known.</p>
      )}
      <ol className={styles.steps}>
        <StepRow step={put} label={`Store the definition as ${name}`} />
        <StepRow
          step={job}
          label={`Start a ${settings.mode} job, watermark ${settings.outOfOrdernessMs / 1000} s behind, ${
            settings.trigger.kind === "buffered"
              ? `writes buffered ${settings.trigger.bufferMs} ms`
              : "a write per event"
          }`}
        />
      </ol>
      <div className={styles.actions}>
        <Button
          look="primary"
          disabled={busy || stream === null}
          onClick={() => {
            // Each step shows its own failure.
            deploy().catch(() => undefined);
          }}
        >
          {job.isSuccess ? "Deploy again" : "Deploy"}
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
