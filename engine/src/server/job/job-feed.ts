import type { Plan } from "../../group-by/plan.ts";
import type { Emission } from "../../operators/emission.ts";
import { type Json, valueToJson } from "../../schema/json.ts";
import type { EmissionFeed } from "./emission-feed.ts";

/** Writes an emission into the feed in the form that the API documents. */
export function feedEmission(plan: Plan, feed: EmissionFeed, emission: Emission): void {
  const keys = (row: readonly unknown[]): Json =>
    Object.fromEntries(
      plan.keySchema.map((field, i) => [field.name, valueToJson(field.type, (row[i] ?? null) as never)]),
    );
  switch (emission.kind) {
    case "tile": {
      const { columns } = plan.baseAggregator;
      const values = columns.map((column, i) => {
        const ir = emission.ir[i] ?? null;
        return valueToJson(column.outputType, ir === null ? null : column.finalize(ir));
      });
      feed.push("tile", {
        key: keys(emission.key),
        startMs: emission.startMs,
        endMs: emission.endMs,
        columns: columns.map((column) => column.name),
        values,
        events: emission.events,
        latestMs: emission.latestMs,
        isComplete: emission.isComplete,
      });
      return;
    }
    case "event":
      feed.push("event", { key: keys(emission.key), timeMs: emission.timeMs });
      return;
    case "late":
      feed.push("late", {
        key: keys(emission.key),
        timeMs: emission.timeMs,
        startMs: emission.startMs,
        endMs: emission.endMs,
        watermarkMs: emission.watermarkMs,
      });
      return;
    case "closed":
      feed.push("closed", { key: emission.keyId, startMs: emission.startMs, endMs: emission.endMs });
      return;
    case "invalid":
      feed.push("invalid", { code: emission.code, reason: emission.reason });
      return;
    case "watermark":
      feed.push("watermark", { watermarkMs: emission.watermarkMs });
      return;
    default:
      return;
  }
}
