import { batchValue, type EventBatch } from "../../aggregation/columnar/event-batch.ts";
import type { GroupBy } from "../../group-by/group-by.ts";
import { keyId } from "../../operators/key-id.ts";
import type { Schema } from "../../schema/schema.ts";
import type { Row } from "../../schema/value.ts";
import { buildBatchIr } from "../../serving/batch-ir.ts";
import { createFeatureSet } from "../../serving/feature-set.ts";
import { aggregateMutations } from "../aggregate-mutations.ts";
import { KeyNumbers } from "../point-in-time/key-numbers.ts";
import { pointInTime } from "../point-in-time/point-in-time.ts";
import { endOfDs } from "../snapshots.ts";
import { type Ds, dsOf, shiftDs } from "../source/ds.ts";
import type { GroupByInput } from "../source/group-by-input.ts";
import type { KeyedMutation } from "../source/read-mutations.ts";
import { type Frame, PARTITION_COLUMN } from "../source/table.ts";
import { withSparkMaps } from "../spark-maps.ts";
import { TIME_COLUMN } from "./left-side.ts";

/** One time at which a key's features are wanted; `ds` is the partition of the left row that wants them. */
export interface Query {
  readonly key: Row;
  readonly timeMs: number;
  readonly ds: Ds;
}

/** Queries with a whole key, each key and time once: of several the first stays, whatever its partition. */
export function distinctQueries(queries: readonly Query[]): Query[] {
  const distinct = new Map<string, Query>();
  for (const query of queries) {
    if (query.key.some((part) => part === null)) continue;
    const id = `${query.timeMs} ${keyId(query.key)}`;
    if (!distinct.has(id)) distinct.set(id, query);
  }
  return [...distinct.values()];
}

interface Answer extends Query {
  readonly features: Row;
}

function frameOf(keySchema: Schema, features: Schema, answers: readonly Answer[]): Frame {
  const inOrder = withSparkMaps(features);
  return {
    schema: [
      ...keySchema,
      { name: TIME_COLUMN, type: "long" },
      { name: PARTITION_COLUMN, type: "string" },
      ...features,
    ],
    rows: answers.map(({ key, timeMs, ds, features: values }) => [...key, timeMs, ds, ...inOrder(values)]),
  };
}

/** Features of events at each query, exact to the ms. */
export function temporalEvents(
  groupBy: GroupBy,
  { keySchema, valueSchema, rows }: GroupByInput,
  queries: readonly Query[],
): Frame {
  const set = createFeatureSet(valueSchema, groupBy.aggregations ?? []);
  const asked = distinctQueries(queries);
  const numbers = new KeyNumbers();
  const queryBatch = {
    length: asked.length,
    keys: Int32Array.from(asked, ({ key }) => numbers.add(key)),
    timesMs: Float64Array.from(asked, ({ timeMs }) => timeMs),
  };
  const known = rows.filter(({ key }) => numbers.find(key) >= 0);
  const events: EventBatch = {
    length: known.length,
    keys: Int32Array.from(known, ({ key }) => numbers.find(key)),
    timesMs: Float64Array.from(known, ({ timeMs }) => timeMs),
    columns: valueSchema.map((_field, i) => ({ values: known.map(({ row }) => row[i] ?? null) })),
  };
  const columns = pointInTime(set, events, queryBatch, "temporal");
  return frameOf(
    keySchema,
    set.windowedAggregator.outputSchema,
    asked.map((query, i) => ({ ...query, features: columns.map((column) => batchValue(column, i)) })),
  );
}

/** Features of entities at each query: the snapshot of the day before, and the changes since that its day has. */
export function temporalEntities(
  groupBy: GroupBy,
  { keySchema, valueSchema, rows }: GroupByInput,
  mutations: readonly KeyedMutation[],
  queries: readonly Query[],
): Frame {
  const set = createFeatureSet(valueSchema, groupBy.aggregations ?? []);
  const idOf = (key: Row, ds: Ds): string => `${ds} ${keyId(key)}`;
  const snapshots = Map.groupBy(rows, ({ key, ds }) => idOf(key, shiftDs(ds, 1)));
  const changes = Map.groupBy(mutations, ({ key, ds }) => idOf(key, ds));
  const days = Map.groupBy(distinctQueries(queries), ({ key, timeMs }) => idOf(key, dsOf(timeMs)));
  const results = [...days].flatMap(([id, asked]) => {
    const startMs = endOfDs(shiftDs(dsOf(asked[0]?.timeMs ?? 0), -1));
    const snapshot = snapshots.get(id);
    const ir = snapshot === undefined ? null : buildBatchIr(set, startMs, snapshot);
    const times = asked.map(({ timeMs }) => timeMs);
    const irs = aggregateMutations(set, ir, startMs, changes.get(id) ?? [], times);
    return asked.map((query, i): Answer => ({ ...query, features: set.windowedAggregator.finalize(irs[i] ?? []) }));
  });
  return frameOf(keySchema, set.windowedAggregator.outputSchema, results);
}
