import type { GroupBy } from "../group-by/group-by.ts";
import type { Json } from "../schema/json.ts";
import type { LiveStream, StreamDefinition } from "../simulation/stream.ts";
import { defined } from "./defined.ts";
import { type Instant, instant } from "./duration.ts";
import { type JobOptions, type JobView, jobView } from "./view.ts";

/** A key or features, by column: `{ customer_id: "c1" }`. */
type ByColumn = Readonly<Record<string, Json>>;

interface AskedOf extends Omit<JobOptions, "groupBy" | "stream" | "key"> {
  of: GroupBy;
  /** The events: generated, written out or from a file. */
  given: Exclude<StreamDefinition, LiveStream>;
  /** Time of the query, with what had arrived by then. Absent: after the last event; a fetch in the studio follows the clock. */
  at?: Instant;
}

export interface ExpectValueOptions extends AskedOf {
  /** The key by column. */
  key: ByColumn;
  /** Features by name, each as the fetcher returns it; `null` where there is none. Those left out may be anything. */
  toBe: ByColumn;
}

export interface ExpectConsistencyOptions extends AskedOf {
  /** The key by column. Absent: every key of the stream. */
  key?: ByColumn;
  /** Every feature is served as a backfill over all events of the stream computes it. */
  online: "equals offline";
}

/** What a job must serve. Without `toBe`: what a backfill gives. */
export interface ExpectView extends JobView {
  readonly kind: "expect";
  readonly keys?: ByColumn;
  readonly atMs?: number;
  readonly toBe?: ByColumn;
}

/** What the fetcher returns for a key. */
export interface FetchView extends JobView {
  readonly kind: "fetch";
  readonly keys: ByColumn;
  readonly atMs?: number;
  /** How often the read is timed. */
  readonly repetitions: number;
}

/** The parts of a question that have the same meaning in each, checked where the types cannot. */
function asked(what: string, { of, given, at, ...job }: AskedOf): JobView & { readonly atMs?: number } {
  if (typeof of !== "object" || of === null) throw new Error(`${what} lacks the GroupBy. Add of: yourGroupBy.`);
  if (typeof given !== "object" || given === null)
    throw new Error(`${what} lacks events. Add given: a stream or Rows({ … }).`);
  if ((given as StreamDefinition).kind === "live")
    throw new Error(
      `${what} needs events that are given, and those of a live topic are not. Use Rows, Stream or File.`,
    );
  return { ...jobView({ ...job, groupBy: of, stream: given }), ...(at !== undefined && { atMs: instant(at) }) };
}

function byColumn(what: string, name: string, value: unknown, example: string): ByColumn {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Error(`${what} needs ${name} by column. Write ${name}: ${example}.`);
  return { ...value };
}

/**
 * States what a job must serve: values of a key at a moment, or that online equals offline. Values are compared as they
 * are served, floating ones up to the rounding of sums; those of a sketch may differ by the error that it states.
 * @example
 * export const weekly = Expect({ of: spending, given: orders, key: { customer_id: "c1" }, at: "2024-01-08T00:00Z", toBe: { amount_sum_7d: 12 } });
 * export const consistent = Expect({ of: spending, given: orders, online: "equals offline" });
 */
export function Expect(options: ExpectValueOptions | ExpectConsistencyOptions): ExpectView {
  const what = "The expectation";
  const { key, toBe, online, ...rest } = options as AskedOf & { key?: unknown; toBe?: unknown; online?: unknown };
  if ((toBe === undefined) === (online === undefined))
    throw new Error(`${what} says either toBe: { feature: value } or online: "equals offline".`);
  if (online !== undefined && online !== "equals offline")
    throw new Error(`${what} knows online: "equals offline" only, not ${JSON.stringify(online)}.`);
  const keys =
    key === undefined && online !== undefined ? undefined : byColumn(what, "key", key, '{ customer_id: "c1" }');
  const values = toBe === undefined ? undefined : byColumn(what, "toBe", toBe, "{ amount_sum_7d: 12 }");
  if (values !== undefined && Object.keys(values).length === 0) throw new Error(`${what} names no feature in toBe.`);
  return { kind: "expect", ...asked(what, rest), ...defined({ keys, toBe: values }) };
}

export interface FetchOptions extends AskedOf {
  /** The key by column. */
  key: ByColumn;
  /** How often the read is timed. Default: 200. */
  repetitions?: number;
}

/**
 * Shows what the fetcher returns for a key, and what the read costs.
 * @example export const alice = Fetch({ of: iceCream, given: sales, key: { customer_id: "Alice" } });
 */
export function Fetch({ key, repetitions = 200, ...rest }: FetchOptions): FetchView {
  const keys = byColumn("The fetch", "key", key, '{ customer_id: "c1" }');
  return { kind: "fetch", ...asked("The fetch", rest), keys, repetitions };
}
