import { TilescopeError } from "../../errors.ts";
import type { DataType } from "../../schema/schema.ts";
import type { Long, Value } from "../../schema/value.ts";
import type { OperationArguments } from "../operation-arguments.ts";
import type { AnyAggregator } from "../operations.ts";
import { floatFromLong } from "./float-from-long.ts";
import { kllFromBytes, kllToBytes } from "./kll-bytes.ts";
import { kllQuantiles, kllRankError } from "./kll-quantiles.ts";
import { cloneKll, createKllSketch, type KllSketch, mergeKll, updateKll } from "./kll-sketch.ts";

const SMALLEST_K = 8;
const LARGEST_K = 65_535;

/** Any constant would do: the coin also depends on the data of the sketch. */
const DEFAULT_SEED = 0x7415;

/**
 * APPROX_PERCENTILE: a KLL sketch of the values as 32-bit floats; the IR is its serialised form. NaN is not counted;
 * nothing but NaN finalizes to null. Exact up to k values; beyond, compactions flip coins that follow from `seed`.
 * Throws `aggregation/bad-k` on the first value when k is not 8 to 65535.
 */
export function createApproxPercentile(
  inputType: DataType,
  { k, percentiles }: OperationArguments,
  seed = DEFAULT_SEED,
): AnyAggregator {
  const isLong = inputType === "long";
  const update = (sketch: KllSketch, input: Value): KllSketch => {
    updateKll(sketch, isLong ? floatFromLong(input as Long) : Math.fround(input as number), seed);
    return sketch;
  };
  return {
    irType: "binary",
    outputType: { list: "float" },
    prepare(input) {
      if (!(k >= SMALLEST_K && k <= LARGEST_K))
        throw new TilescopeError("aggregation/bad-k", `k of APPROX_PERCENTILE is ${k}; it must be 8 to 65535.`);
      return update(createKllSketch(k), input);
    },
    update: (ir, input) => update(ir as KllSketch, input),
    merge(left, right) {
      mergeKll(left as KllSketch, right as KllSketch, seed);
      return left;
    },
    mergeAll(irs) {
      const merged = createKllSketch(k);
      for (const ir of irs) mergeKll(merged, ir as KllSketch, seed);
      return merged;
    },
    finalize: (ir) => kllQuantiles(ir as KllSketch, percentiles),
    describe(ir) {
      const sketch = ir as KllSketch;
      const { n, min, max, retained } = sketch;
      return { n, min, max, retained, estimationMode: sketch.levels.length > 1, rankError: kllRankError(sketch) };
    },
    clone: (ir) => cloneKll(ir as KllSketch),
    normalize: (ir) => kllToBytes(ir as KllSketch),
    denormalize: (stored) => kllFromBytes(stored as Uint8Array),
  };
}
