import type { Plan } from "../../group-by/plan.ts";
import type { Emission } from "../../operators/emission.ts";
import { type Json, valueToJson } from "../../schema/json.ts";
import type { Row } from "../../schema/value.ts";
import type { EmissionFeed } from "./emission-feed.ts";

/** Writes an emission into the feed in the form that the API documents. Keeps nothing that the pipeline will change. */
export function feedEmission(plan: Plan, feed: EmissionFeed, emission: Emission): void {
  switch (emission.kind) {
    case "tile":
      feedTile(plan, feed, emission);
      return;
    case "event": {
      const { key, timeMs } = emission;
      feed.push("event", () => ({ key: keyJson(plan, key), timeMs }));
      return;
    }
    case "late": {
      const { key, timeMs, startMs, endMs, watermarkMs } = emission;
      feed.push("late", () => ({ key: keyJson(plan, key), timeMs, startMs, endMs, watermarkMs }));
      return;
    }
    case "closed": {
      const { keyId, startMs, endMs } = emission;
      feed.push("closed", () => ({ key: keyId, startMs, endMs }));
      return;
    }
    case "invalid": {
      const { code, reason } = emission;
      feed.push("invalid", () => ({ code, reason }));
      return;
    }
    case "watermark": {
      const { watermarkMs } = emission;
      feed.push("watermark", () => ({ watermarkMs }));
      return;
    }
    default:
      return;
  }
}

function feedTile(plan: Plan, feed: EmissionFeed, tile: Extract<Emission, { kind: "tile" }>): void {
  const { columns } = plan.baseAggregator;
  const { key, startMs, endMs, ir: irs, events, latestMs, isComplete } = tile;
  const values = columns.map((column, i) => {
    const ir = irs[i] ?? null;
    return valueToJson(column.outputType, ir === null ? null : column.finalize(ir));
  });
  feed.push("tile", () => ({
    key: keyJson(plan, key),
    startMs,
    endMs,
    columns: columns.map((column) => column.name),
    values,
    events,
    latestMs,
    isComplete,
  }));
}

const keyJson = ({ keySchema }: Plan, key: Row): Json =>
  Object.fromEntries(keySchema.map(({ name, type }, i) => [name, valueToJson(type, key[i] ?? null)]));
