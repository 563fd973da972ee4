import { createAggregator } from "../src/aggregation/operations.ts";
import { loadSketches } from "../src/aggregation/sketches/load-sketches.ts";
import type { OperationName } from "../src/group-by/group-by.ts";
import type { Compare, Subject } from "./compare.ts";
import { priceEvents } from "./price-events.ts";

export const name = "sketches";

const EVENTS = 1_000_000;
const TILES = 169;
const PER_TILE = 500;
/** A run repeats a read, which is short. */
const READS = 20;
const PERCENTILES = [0.5, 0.95];

const aggregatorOf = (operation: OperationName, k: number) =>
  createAggregator(operation, "double", { k, percentiles: PERCENTILES });

function updates(operation: OperationName, k: number, values: Float64Array): Subject {
  const aggregator = aggregatorOf(operation, k);
  return {
    name: `${operation}, k ${k}`,
    run() {
      let ir = aggregator.prepare(values[0] ?? 0, 0);
      for (let i = 1; i < values.length; i++) ir = aggregator.update(ir, values[i] as number, 0);
      return aggregator.finalize(ir);
    },
  };
}

function reads(operation: OperationName, k: number, values: Float64Array): Subject {
  const aggregator = aggregatorOf(operation, k);
  const tiles = Array.from({ length: TILES }, (_, tile) => {
    const from = tile * PER_TILE;
    let ir = aggregator.prepare(values[from] ?? 0, 0);
    for (let i = from + 1; i < from + PER_TILE; i++) ir = aggregator.update(ir, values[i] as number, 0);
    return aggregator.denormalize(aggregator.normalize(ir));
  });
  const [first, ...others] = tiles;
  return {
    name: `${operation}, k ${k}`,
    run() {
      let value: unknown = null;
      for (let i = 0; i < READS; i++) {
        const merged = others.reduce((left, right) => aggregator.merge(left, right), aggregator.clone(first));
        value = aggregator.finalize(merged);
      }
      return value;
    },
  };
}

const SKETCHES: readonly (readonly [OperationName, number])[] = [
  ["APPROX_UNIQUE_COUNT", 8],
  ["APPROX_UNIQUE_COUNT", 12],
  ["APPROX_PERCENTILE", 128],
  ["APPROX_HISTOGRAM_K", 8],
];

/** One key. The exact ways keep everything they see, which is what a sketch is there to avoid. */
export async function run(compare: Compare): Promise<void> {
  await loadSketches();
  const { prices } = priceEvents(EVENTS, 1);
  compare({
    title: "Updates of one sketch, doubles",
    unit: "updates",
    count: EVENTS,
    subjects: [
      { name: "a Set of all values (baseline)", run: () => new Set(prices).size },
      { name: "all values sorted, for percentiles", run: () => prices.slice().sort()[EVENTS / 2] },
      ...SKETCHES.map(([operation, k]) => updates(operation, k, prices)),
    ],
  });
  compare({
    title: `Reads of ${TILES} tiles of ${PER_TILE} values, merged one by one and finalized`,
    unit: "tile merges",
    count: TILES * READS,
    subjects: [
      {
        name: "a Set of their values (baseline)",
        run() {
          let size = 0;
          for (let i = 0; i < READS; i++) size = new Set(prices.subarray(0, TILES * PER_TILE)).size;
          return size;
        },
      },
      ...SKETCHES.map(([operation, k]) => reads(operation, k, prices)),
    ],
  });
}
