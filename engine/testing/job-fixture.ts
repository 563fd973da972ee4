import fc from "fast-check";
import { compilePlan } from "../src/group-by/compile-plan.ts";
import { Accuracy, type GroupBy, Operation } from "../src/group-by/group-by.ts";
import type { Plan } from "../src/group-by/plan.ts";
import type { SourceRecord } from "../src/operators/emission.ts";
import type { Schema } from "../src/schema/schema.ts";
import type { Value } from "../src/schema/value.ts";
import { MINUTE_MS } from "../src/time/duration.ts";
import { processingTime } from "../src/time/event-time.ts";
import { hours } from "../src/time/window.ts";
import type { JobSettings } from "../src/worker/protocol.ts";

/** Sales of ice cream: the events that job tests run on. */
export const SALES: Schema = [
  { name: "customer", type: "string" },
  { name: "flavor", type: "string" },
  { name: "price", type: "long" },
  { name: "created", type: "long" },
];

const GROUP_BY: GroupBy = {
  metaData: { name: "test.sales" },
  sources: [
    {
      events: {
        topic: "sales",
        query: {
          selects: { customer: "customer", flavor: "flavor", price: "price" },
          timeColumn: "created",
        },
      },
    },
  ],
  keyColumns: ["customer"],
  aggregations: [
    { inputColumn: "price", operation: Operation.COUNT, windows: [hours(1)] },
    { inputColumn: "price", operation: Operation.SUM, windows: [hours(1)], buckets: ["flavor"] },
    { inputColumn: "price", operation: Operation.AVERAGE },
    { inputColumn: "flavor", operation: Operation.LAST, windows: [hours(6)] },
    { inputColumn: "flavor", operation: Operation.FIRST_K, argMap: { k: "2" } },
  ],
  accuracy: Accuracy.TEMPORAL,
};

/**
 * The plan of sales with some members of the GroupBy replaced. Its natural tile size is 5 min. It leaves out negative
 * prices, by hand: what a where clause means is the expressions' own test.
 */
export function salesPlan(changes: Partial<GroupBy> = {}): Plan {
  const checked = compilePlan({ ...GROUP_BY, ...changes }, SALES);
  if (!checked.ok) throw new Error(JSON.stringify(checked.diagnostics));
  const plan = checked.value;
  return { ...plan, select: (row) => (Number(row[2]) < 0 ? null : plan.select(row)) };
}

/** Ordinary settings of a job with some replaced. */
export const jobSettings = (changes: Partial<JobSettings> = {}): JobSettings => ({
  mode: "tiled",
  trigger: { kind: "every-element" },
  outOfOrdernessMs: 5 * MINUTE_MS,
  idlenessMs: 30_000,
  ...changes,
});

/** A sale; `null` members are missing values. A negative price is filtered out. */
export interface Sale {
  readonly customer: string | null;
  readonly flavor: string | null;
  readonly price: number | null;
  readonly created: number | null;
  readonly partition: number;
  /** Processing time after the sale before. */
  readonly gapMs: number;
}

/** Sales in order of arrival as records, offsets counted for each partition. */
export function recordsOf(sales: readonly Sale[], startMs = 0): SourceRecord[] {
  const offsets = new Map<number, number>();
  let nowMs = startMs;
  return sales.map(({ customer, flavor, price, created, partition, gapMs }, index) => {
    const offset = offsets.get(partition) ?? 0;
    offsets.set(partition, offset + 1);
    nowMs += gapMs;
    const row: Value[] = [customer, flavor, price, created];
    return { index, partition, offset, processingMs: processingTime(nowMs), row };
  });
}

/** Times around the boundaries of tiles of five minutes, with ties. */
const createdMs = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 30 * MINUTE_MS }) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.integer({ min: 0, max: 8 }), fc.constantFrom(-2, -1, 0, 1))
      .map(([tile, off]) => Math.max(0, tile * 5 * MINUTE_MS + off)),
  },
);

/** A sale with now and then something missing or filtered. */
export const arbitrarySale = (partitions: number): fc.Arbitrary<Sale> =>
  fc.record({
    customer: fc.option(fc.constantFrom("ann", "ben", "1", ""), { freq: 20 }),
    flavor: fc.option(fc.constantFrom("mint", "fig"), { freq: 8 }),
    price: fc.option(fc.integer({ min: -1, max: 5 }), { freq: 8 }),
    created: fc.option(createdMs, { freq: 20 }),
    partition: fc.integer({ min: 0, max: partitions - 1 }),
    gapMs: fc.oneof(fc.constantFrom(0, 1, 99, 100, 101), fc.integer({ min: 0, max: 20_000 })),
  });

export const arbitraryTrigger: fc.Arbitrary<JobSettings["trigger"]> = fc.oneof(
  fc.constant({ kind: "every-element" as const }),
  fc.constantFrom(0, 100, 60_000).map((bufferMs) => ({ kind: "buffered" as const, bufferMs })),
);

/** Settings for tiles that divide five minutes, with idleness near the gaps between sales. */
export const arbitrarySettings: fc.Arbitrary<JobSettings> = fc.record({
  mode: fc.constant("tiled" as const),
  trigger: arbitraryTrigger,
  outOfOrdernessMs: fc.constantFrom(0, 1, MINUTE_MS, 5 * MINUTE_MS),
  idlenessMs: fc.constantFrom(1, 100, 10_000, 1e9),
  tileSizeMs: fc.constantFrom(MINUTE_MS, 5 * MINUTE_MS),
});

/** Sales of one or more partitions with settings for them. */
export const arbitraryJob: fc.Arbitrary<{ partitions: number; sales: Sale[]; settings: JobSettings }> = fc
  .integer({ min: 1, max: 3 })
  .chain((partitions) =>
    fc.record({
      partitions: fc.constant(partitions),
      sales: fc.array(arbitrarySale(partitions), { maxLength: 60 }),
      settings: arbitrarySettings,
    }),
  );
