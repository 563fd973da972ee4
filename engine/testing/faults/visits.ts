import { Accuracy, type GroupBy, Operation } from "../../src/group-by/group-by.ts";
import type { LogAppend } from "../../src/ports/log.ts";
import type { Schema } from "../../src/schema/schema.ts";
import type { Random } from "../../src/simulation/random.ts";
import { MINUTE_MS } from "../../src/time/duration.ts";
import { hours } from "../../src/time/window.ts";

/** Visits of users, each with a number of its own: the events of the fault tests. */
export interface Visit {
  readonly number: number;
  readonly user: string;
  readonly timeMs: number;
  readonly partition: number;
}

export const VISITS: Schema = [
  { name: "number", type: "long" },
  { name: "user", type: "string" },
  { name: "ts", type: "long" },
];

export const USERS = ["ann", "ben", "cat", "dan", "eve", "fay"] as const;
export const TILE_MS = 5 * MINUTE_MS;
const ALL = "100000";

/** Tiles of it hold the numbers of all their visits, so that each visit can be found. */
export const visitsGroupBy = (name: string, topic: string): GroupBy => ({
  metaData: { name },
  sources: [{ events: { topic, query: { selects: { user: "user", number: "number" }, timeColumn: "ts" } } }],
  keyColumns: ["user"],
  aggregations: [
    { inputColumn: "number", operation: Operation.COUNT, windows: [hours(1)] },
    { inputColumn: "number", operation: Operation.SUM, windows: [hours(6)] },
    { inputColumn: "number", operation: Operation.LAST_K, argMap: { k: ALL }, windows: [hours(1)] },
  ],
  accuracy: Accuracy.TEMPORAL,
});

/** Times go on by about `stepMs` a visit; some are far behind the others of their partition, some on the edge of a tile. */
export function makeVisits(random: Random, count: number, partitions: number, stepMs: number): Visit[] {
  return Array.from({ length: count }, (_, number) => {
    const behindMs = random.chance(0.2) ? random.whole(0, 40 * MINUTE_MS) : random.whole(0, 2 * MINUTE_MS);
    const timeMs = Math.max(0, 3_600_000 + number * stepMs - behindMs);
    return {
      number,
      user: USERS[random.whole(0, USERS.length - 1)] ?? "ann",
      timeMs: random.chance(0.2) ? Math.round(timeMs / TILE_MS) * TILE_MS : timeMs,
      partition: random.whole(0, partitions - 1),
    };
  });
}

export const visitRecord = ({ number, user, timeMs, partition }: Visit): LogAppend => ({
  key: null,
  value: new TextEncoder().encode(JSON.stringify({ number, user, ts: timeMs })),
  partition,
});

/** The visit that a record holds; null where it holds none. */
export function readVisit(value: Uint8Array): Omit<Visit, "partition"> | null {
  try {
    const { number, user, ts } = JSON.parse(new TextDecoder().decode(value)) as Record<string, unknown>;
    return { number: Number(number), user: String(user), timeMs: Number(ts) };
  } catch {
    return null;
  }
}
