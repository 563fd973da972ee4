import type { CompiledDefinition } from "../../../engine/src/notebook-file/cell-result.ts";
import type { StreamDefinition } from "../../../engine/src/simulation/stream.ts";
import { formatDuration } from "../../../engine/src/time/duration.ts";
import type { RunSummary } from "../../../engine/src/worker/protocol.ts";

const count = (value: number) => value.toLocaleString("en");
const counted = (value: number, noun: string) => `${count(value)} ${noun}${value === 1 ? "" : "s"}`;

function milliseconds(durationMs: number): string {
  return durationMs < 1 ? "under 1 ms" : `${count(Math.round(durationMs))} ms`;
}

/** `compiled in 3 ms · 5 min hops · 73 tiles per read` */
export function definitionFacts(compiled: readonly CompiledDefinition[]): string {
  const summary = compiled[0]?.summary;
  if (summary == null) return "";
  const parts = [`compiled in ${milliseconds(summary.compileMs)}`, `${formatDuration(summary.tileSizeMs)} hops`];
  if (summary.tilesPerRead !== null) parts.push(`${count(summary.tilesPerRead)} tiles per read`);
  return parts.join(" · ");
}

/** `seed 7 · 4,812 events · 40 keys`. Events are counted once a run has made them. */
export function streamFacts(stream: StreamDefinition, run: RunSummary | null): string {
  if (stream.kind === "live") return "on the server";
  const parts: string[] = [];
  if (stream.kind === "generator") parts.push(`seed ${stream.seed}`);
  if (run !== null) parts.push(counted(run.counts.events, "event"));
  else if (stream.kind === "rows") parts.push(counted(stream.rows.length, "event"));
  else if (stream.kind === "generator")
    parts.push(`about ${count(Math.round((stream.ratePerMinute * stream.durationMs) / 60_000))} events`);
  if (run !== null) parts.push(counted(run.trace.keys.length, "key"));
  else if (stream.kind === "generator") parts.push(counted(stream.keys.count, "key"));
  if (stream.kind === "file") parts.unshift(stream.fileName);
  return parts.join(" · ");
}

/** `4,812 events in 41 ms · 22 late`, or `live · 4,812 events · 22 late` */
export function runFacts(run: RunSummary): string {
  const { events, lateEvents, invalid } = run.counts;
  const parts =
    run.live === undefined
      ? [`${counted(events, "event")} in ${milliseconds(run.runMs)}`]
      : ["live", counted(events, "event")];
  if (lateEvents > 0) parts.push(`${count(lateEvents)} dropped as late`);
  if (invalid > 0) parts.push(`${count(invalid)} invalid`);
  return parts.join(" · ");
}
