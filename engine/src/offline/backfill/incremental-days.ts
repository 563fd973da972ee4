import type { RowIr } from "../../aggregation/row-aggregator.ts";
import { TilescopeError } from "../../errors.ts";
import type { GroupBy } from "../../group-by/group-by.ts";
import { keyId } from "../../operators/key-id.ts";
import type { Row } from "../../schema/value.ts";
import { createFeatureSet, type FeatureSet } from "../../serving/feature-set.ts";
import { DAY_MS } from "../../time/duration.ts";
import { roundToHop } from "../../time/hop.ts";
import { endOfDs, rowsByKey, type Snapshot, type Snapshots } from "../snapshots.ts";
import { type Ds, dsOf, startOfDs } from "../source/ds.ts";
import { daysOf, NO_DAYS, singleDay } from "../source/ds-range.ts";
import { groupByInput } from "../source/group-by-input.ts";
import { longestWindowMs } from "../source/source-range.ts";
import type { Warehouse } from "../source/table.ts";
import { type DayRange, stepsOf, unfilledRanges } from "./unfilled-ranges.ts";

interface KeyDays {
  readonly key: Row;
  readonly irs: Map<Ds, RowIr>;
}

/**
 * The table of daily IRs that an incremental GroupBy keeps: what happened on each day, by key, filled once and merged into
 * windows from then on. A day is filled from the partitions around it only, so an event whose partition is far from its
 * time is not in it, as in Chronon.
 */
export class IncrementalDays {
  readonly #groupBy: GroupBy;
  readonly #warehouse: Warehouse;
  readonly #inputDays: ReadonlySet<Ds> | null;
  readonly #stepDays: number | undefined;
  readonly #longestMs: number;
  readonly #byKey = new Map<string, KeyDays>();
  readonly #filled = new Set<Ds>();
  #set: FeatureSet | null = null;

  /** Throws `offline/no-window` without a window to keep days for. */
  constructor(groupBy: GroupBy, warehouse: Warehouse, inputDays: ReadonlySet<Ds> | null, stepDays: number | undefined) {
    const longestMs = longestWindowMs(groupBy);
    if (longestMs === null)
      throw new TilescopeError("offline/no-window", "An incremental GroupBy needs windows on all its aggregations");
    this.#groupBy = groupBy;
    this.#warehouse = warehouse;
    this.#inputDays = inputDays;
    this.#stepDays = stepDays;
    this.#longestMs = longestMs;
  }

  /** Features at the ends of the days of `range`. */
  snapshots(range: DayRange): Snapshots {
    const start = dsOf(startOfDs(range.start) - this.#longestMs);
    const holes = unfilledRanges({ start, end: range.end }, this.#inputDays);
    for (const hole of holes)
      for (const step of stepsOf(hole, this.#stepDays))
        if (daysOf(step.start, step.end).some((ds) => !this.#filled.has(ds))) this.#fill(step);
    const set = this.#set;
    if (set === null) return { schema: this.#features().windowedAggregator.outputSchema, rows: [] };
    const rows = [...this.#byKey.values()].flatMap((ofKey) =>
      daysOf(range.start, range.end).flatMap((ds): Snapshot[] => {
        const features = set.windowedAggregator.finalize(this.#merged(set, ofKey, start, ds));
        return features.every((value) => value === null) ? [] : [{ key: ofKey.key, ds, features }];
      }),
    );
    return { schema: set.windowedAggregator.outputSchema, rows };
  }

  #features(): FeatureSet {
    if (this.#set !== null) return this.#set;
    const { valueSchema } = groupByInput(this.#warehouse, this.#groupBy, NO_DAYS, 0);
    this.#set = createFeatureSet(valueSchema, this.#groupBy.aggregations ?? []);
    return this.#set;
  }

  #fill({ start, end }: DayRange): void {
    const days = new Set(daysOf(start, end));
    const input = groupByInput(this.#warehouse, this.#groupBy, singleDay(end), days.size * DAY_MS);
    this.#set ??= createFeatureSet(input.valueSchema, this.#groupBy.aggregations ?? []);
    const { baseAggregator } = this.#set;
    const firstMs = startOfDs(start) - this.#longestMs;
    for (const { key, rows } of rowsByKey(input.rows)) {
      const ofKey = this.#byKey.get(keyId(key)) ?? { key, irs: new Map<Ds, RowIr>() };
      for (const { timeMs, row } of rows) {
        const ds = dsOf(roundToHop(timeMs, DAY_MS));
        if (timeMs < firstMs || !days.has(ds) || this.#filled.has(ds)) continue;
        const ir = ofKey.irs.get(ds) ?? baseAggregator.init();
        ofKey.irs.set(ds, ir);
        baseAggregator.update(ir, row, timeMs);
      }
      if (ofKey.irs.size > 0) this.#byKey.set(keyId(key), ofKey);
    }
    for (const ds of days) this.#filled.add(ds);
  }

  #merged({ features, windowedAggregator }: FeatureSet, { irs }: KeyDays, start: Ds, ds: Ds): RowIr {
    const endMs = endOfDs(ds);
    const days = [...irs.keys()].filter((day) => day >= start && day <= ds).sort();
    return features.map(({ baseIndex, windowMs }, i) => {
      const column = windowedAggregator.columns[i];
      return days
        .filter((day) => startOfDs(day) >= endMs - windowMs)
        .reduce<unknown>((merged, day) => column?.merge(merged, irs.get(day)?.[baseIndex] ?? null), null);
    });
  }
}
