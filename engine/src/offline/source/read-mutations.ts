import type { GroupBy } from "../../group-by/group-by.ts";
import type { Row } from "../../schema/value.ts";
import type { Mutation } from "../../serving/sawtooth.ts";
import type { Ds } from "./ds.ts";
import type { DsRange } from "./ds-range.ts";
import type { GroupByInput } from "./group-by-input.ts";
import { readSource } from "./read-source.ts";
import { longestWindowMs, sourceRange } from "./source-range.ts";
import { indexOf, PARTITION_COLUMN, picker, type Warehouse } from "./table.ts";

/** A change of an entity, its key and its partition. */
export interface KeyedMutation extends Mutation {
  readonly key: Row;
  readonly ds: Ds;
}

/** The changes of entities in partitions of `query`, in the columns of `input`. Throws as `readSource` does. */
export function readMutations(
  warehouse: Warehouse,
  groupBy: GroupBy,
  query: DsRange,
  input: GroupByInput,
): KeyedMutation[] {
  return (groupBy.sources ?? []).flatMap((source) => {
    const range = sourceRange(warehouse, source, query, longestWindowMs(groupBy));
    const frame = readSource(warehouse, groupBy, source, range, "mutations");
    const key = picker(
      frame,
      input.keySchema.map(({ name }) => name),
    );
    const value = picker(
      frame,
      input.valueSchema.map(({ name }) => name),
    );
    const [time, changed, isBefore, ds] = ["ts", "mutation_ts", "is_before", PARTITION_COLUMN].map((name) =>
      indexOf(frame, name),
    ) as [number, number, number, number];
    return frame.rows.map((row) => ({
      key: key.pick(row),
      row: value.pick(row),
      timeMs: Number(row[time] ?? 0),
      mutationMs: Number(row[changed] ?? 0),
      isBefore: row[isBefore] === true,
      ds: String(row[ds]),
    }));
  });
}
