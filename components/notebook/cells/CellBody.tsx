"use client";

import { useEffect } from "react";
import type { View } from "../../../engine/src/notebook/view.ts";
import { streamsIn, viewIn } from "../../../engine/src/notebook-file/cell-role.ts";
import type { StreamDefinition, StreamEdits } from "../../../engine/src/simulation/stream.ts";
import type { RunSummary } from "../../../engine/src/worker/protocol.ts";
import { useDeployment } from "../../client/deployments.ts";
import { CompareCell } from "../../comparison/CompareCell.tsx";
import { ExpectCell } from "../../expectation/ExpectCell.tsx";
import { FetchCell } from "../../expectation/FetchCell.tsx";
import { useViewStore } from "../../playback/view-state.tsx";
import { FilePanel } from "../../simulation/FilePanel.tsx";
import { ScriptedRows } from "../../simulation/ScriptedRows.tsx";
import { StreamPanel } from "../../simulation/StreamPanel.tsx";
import { TopicPanel } from "../../simulation/TopicPanel.tsx";
import { TimelineCell } from "../../timeline/TimelineCell.tsx";
import { Button } from "../../ui/Button.tsx";
import type { CellState } from "../run/cell-state.ts";
import type { CellRuns } from "../run/engine-runs.ts";
import { streamHash } from "../run/run-request.ts";
import { useLiveState, useSession } from "../session/session-context.tsx";
import { useStorePart } from "../session/store.ts";
import { LiveOutput } from "./LiveOutput.tsx";
import { LiveTopicOutput } from "./LiveTopicOutput.tsx";
import { PlainOutput } from "./PlainOutput.tsx";
import { RunOutput } from "./RunOutput.tsx";

interface CellBodyProps {
  readonly cellId: string;
  readonly state: CellState;
  readonly runs: CellRuns;
}

/** What a run would show, by the kind of the cell. */
const SHOWS: Readonly<Record<View["kind"], string>> = {
  timeline: "The timeline",
  compare: "The comparison",
  expect: "The expectation",
  fetch: "The fetch",
};

/** A file stream whose file is not here cannot run. */
function useMissingFile(stream: StreamDefinition | undefined): string | null {
  const { files } = useSession();
  const fileName = stream?.kind === "file" ? stream.fileName : null;
  const here = useStorePart(files, (all) => fileName === null || all.has(fileName));
  return here ? null : `Choose the file ${fileName} in its stream cell first.`;
}

/** The key that a definition names is the run's key from the start, for the inspector too. */
function useDefinedKey(run: RunSummary | null, key: string | undefined): void {
  const store = useViewStore();
  useEffect(() => {
    if (run === null || key === undefined || store.get().keys[run.runId] !== undefined) return;
    if (run.trace.keys.includes(key)) store.dispatch({ type: "set-key", runId: run.runId, key });
  }, [store, run, key]);
}

/** What a cell shows beside its code, by its role. */
export function CellBody({ cellId, state, runs }: CellBodyProps) {
  const session = useSession();
  const values = state.result?.values ?? [];
  const view = viewIn(values);
  const missing = useMissingFile(view?.stream);
  const live = useLiveState(cellId);
  const deployment = useDeployment(view?.groupBy.metaData?.name);
  const key = view !== null && "key" in view ? view.key : undefined;
  useDefinedKey(live === null ? (runs.shown?.summary ?? null) : live.summary, key);

  const onEdit = (edits: StreamEdits) => {
    if (view === null) return;
    const stream = streamHash(view.stream);
    const before = session.document.get().notebook.edits[stream] ?? {};
    const merged = Object.fromEntries(
      Object.entries(edits).map(([index, edit]) => [index, { ...before[Number(index)], ...edit }]),
    );
    session.document.dispatch({ type: "editStream", stream, edits: { ...before, ...merged } });
  };

  if (view?.kind === "timeline" && view.stream.kind === "live")
    return <LiveTopicOutput cellId={cellId} live={live} view={view} stream={view.stream} />;
  if (view?.kind === "timeline" && live !== null) return <LiveOutput cellId={cellId} live={live} view={view} />;
  if (view !== null) {
    return (
      <RunOutput
        runs={runs}
        what={SHOWS[view.kind]}
        missing={missing}
        onRun={() => void session.run([cellId])}
        onInterrupt={() => session.runtime.interrupt()}
      >
        {(run) =>
          view.kind === "timeline" ? (
            <TimelineCell
              client={session.engine}
              run={run}
              definition={view}
              onEdit={onEdit}
              actions={
                deployment !== null && (
                  <Button
                    small
                    onClick={() => session.live.follow(cellId, { kind: "job", groupBy: deployment.groupBy })}
                  >
                    Follow live
                  </Button>
                )
              }
            />
          ) : view.kind === "expect" ? (
            <ExpectCell run={run} judgement={state.judgement} />
          ) : view.kind === "fetch" ? (
            <FetchCell client={session.engine} run={run} definition={view} />
          ) : (
            <CompareCell
              client={session.engine}
              run={run}
              definition={view}
              {...(view.groupBy.metaData?.name !== undefined && { groupBy: view.groupBy.metaData.name })}
            />
          )
        }
      </RunOutput>
    );
  }
  if (state.role === "stream") {
    return streamsIn(values).map(({ name, stream }) => {
      if (stream.kind === "generator") return <StreamPanel key={name} cellId={cellId} name={name} stream={stream} />;
      if (stream.kind === "live") return <TopicPanel key={name} stream={stream} />;
      if (stream.kind === "file") return <FilePanel key={name} cellId={cellId} name={name} stream={stream} />;
      return <ScriptedRows key={name} stream={stream} />;
    });
  }
  return state.role === "code" ? <PlainOutput values={values} /> : null;
}
