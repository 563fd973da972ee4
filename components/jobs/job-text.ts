import type { GroupBy, JobStatus, LateEvent, Operator } from "../../engine/src/index.ts";
import { stringifyJson } from "../../engine/src/schema/json.ts";
import { DAY_MS, formatDuration } from "../../engine/src/time/duration.ts";
import { tailHopMs, windowMs } from "../../engine/src/time/window.ts";
import { countText, integerText } from "../playback/count-text.ts";
import type { JobMeters } from "./combine-meters.ts";
import { totalLag } from "./job-health.ts";
import { latencyText, NONE, spanText } from "./number-text.ts";

/** Size of a job's tiles in ms: as it was told, else the smallest tail hop of its windows. */
export function tileSizeMs(job: JobStatus, groupBy: GroupBy | null): number | null {
  if (job.settings.tileSizeMs !== undefined) return job.settings.tileSizeMs;
  if (groupBy === null) return null;
  const windows = (groupBy.aggregations ?? []).flatMap((aggregation) => aggregation.windows ?? []);
  return Math.min(DAY_MS, ...windows.map((window) => tailHopMs(windowMs(window))));
}

/** `tiled, 1 h tiles, topic sales, 6 partitions, running for 3 h 12 min`. */
export function jobSummary(job: JobStatus, groupBy: GroupBy | null, nowMs: number): string {
  const sizeMs = job.settings.mode === "tiled" ? tileSizeMs(job, groupBy) : null;
  const { trigger } = job.settings;
  return [
    job.settings.mode,
    ...(sizeMs === null ? [] : [`${formatDuration(sizeMs)} tiles`]),
    ...(trigger.kind === "buffered" ? [`writes buffered ${formatDuration(trigger.bufferMs)}`] : []),
    `topic ${job.topic}`,
    ...(job.partitions.length > 0 ? [countText(job.partitions.length, "partition")] : []),
    ...(job.workerCount > 1 ? [countText(job.workerCount, "worker")] : []),
    job.state === "running" ? `running for ${spanText(nowMs - job.startedMs)}` : job.state,
  ].join(", ");
}

export const OPERATOR_NAMES: Readonly<Record<Operator, string>> = {
  source: "Source",
  evaluation: "Expression eval",
  tiling: "Tiling",
  conversion: "Avro conversion",
  sink: "KV store sink",
};

function evaluationNote(job: JobStatus, groupBy: GroupBy | null): string {
  const query = groupBy?.sources?.map((source) => source.events?.query ?? source.entities?.query).find(Boolean);
  const parts = [
    ...(query === undefined ? [] : [countText(Object.keys(query.selects ?? {}).length, "select")]),
    ...(query?.wheres === undefined || query.wheres.length === 0 ? [] : [countText(query.wheres.length, "where")]),
  ];
  return parts.join(", ") || `${integerText(job.counts.filtered)} left out`;
}

/** One line under the name of an operator. */
export function operatorNote(operator: Operator, job: JobStatus, meters: JobMeters, groupBy: GroupBy | null): string {
  const tiled = job.settings.mode === "tiled";
  switch (operator) {
    case "source": {
      const lag = totalLag(job);
      return `${countText(job.partitions.length, "partition")}, ${lag === 0 ? "caught up" : `${integerText(lag)} to go`}`;
    }
    case "evaluation":
      return evaluationNote(job, groupBy);
    case "tiling":
      return tiled ? countText(job.openTiles, "open tile") : "none: a row an event";
    case "conversion":
      return meters.bytesPerPut === null
        ? "nothing yet"
        : `${countText(Math.round(meters.bytesPerPut), "byte")} a ${tiled ? "tile" : "row"}`;
    case "sink":
      return `p99 ${latencyText(meters.putMs?.p99Ms ?? null)}, ${integerText(meters.inFlight)} in flight`;
  }
}

/** Values of a key, without their columns: `merchant_123`, `7 · "a b"`. */
export function keyText(key: LateEvent["key"]): string {
  return Object.values(key)
    .map((value) => (typeof value === "string" && !/[\s·]/.test(value) && value !== "" ? value : stringifyJson(value)))
    .join(" · ");
}

/** How long after its tile had closed an event came. */
export const lateBy = (event: LateEvent): string => spanOrMillis(Math.max(0, event.watermarkMs - event.endMs));

const spanOrMillis = (ms: number): string => (ms < 1_000 ? latencyText(ms) : spanText(ms));

export const shortId = (id: string): string => (id.length > 12 ? id.slice(0, 8) : id || NONE);
