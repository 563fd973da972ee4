import { TilescopeError } from "../../errors.ts";
import type { DataType } from "../../schema/schema.ts";
import type { Value } from "../../schema/value.ts";
import type { AnyAggregator } from "../operations.ts";
import { type CpcItems, cpcItemEncoding, noCpcItems } from "./cpc-items.ts";
import type { SketchModule } from "./sketch-module.ts";

/**
 * A serialised sketch that is never written into, and the items that have not gone into it yet. Most keys of a stream
 * see few events: they stay a few bytes here and never enter WebAssembly before they are stored.
 */
interface CpcState {
  /** `null`: a new sketch. */
  sketch: Uint8Array | null;
  items: CpcItems;
}

const SMALLEST_LG_K = 4;
const LARGEST_LG_K = 26;
const LEAST_WAITING_BYTES = 512;
const MOST_WAITING_BYTES = 32_768;

/**
 * APPROX_UNIQUE_COUNT: a CPC sketch of 2^`lgK` rows; the IR is its serialised form. A sketch that was only updated
 * estimates from its history (HIP), one that was merged or cloned from its content (ICON), as in the reference.
 * Throws `aggregation/bad-k` on the first value when `lgK` is not 4 to 26.
 */
export function createApproxUniqueCount(sketches: SketchModule, inputType: DataType, lgK: number): AnyAggregator {
  const encoding = cpcItemEncoding(inputType);
  const mostWaiting = Math.min(Math.max(4 * 2 ** lgK, LEAST_WAITING_BYTES), MOST_WAITING_BYTES);

  /** The sketch with all items in it. Changes how the state is held, not what it means. */
  const settle = (state: CpcState): Uint8Array => {
    const { items } = state;
    if (state.sketch === null || items.length > 0) {
      const waiting = items.bytes.subarray(0, items.length);
      state.sketch = sketches.cpcUpdate(lgK, state.sketch, waiting, encoding.fixedWidth);
      state.items = noCpcItems();
    }
    return state.sketch;
  };

  const update = (state: CpcState, input: Value): CpcState => {
    encoding.append(state.items, input);
    if (state.items.length >= mostWaiting) settle(state);
    return state;
  };

  return {
    irType: "binary",
    outputType: "long",
    prepare(input) {
      if (!(lgK >= SMALLEST_LG_K && lgK <= LARGEST_LG_K))
        throw new TilescopeError("aggregation/bad-k", `k of APPROX_UNIQUE_COUNT is ${lgK}; it must be 4 to 26.`);
      return update({ sketch: null, items: noCpcItems() }, input);
    },
    update: (ir, input) => update(ir as CpcState, input),
    merge(left, right) {
      const state = left as CpcState;
      state.sketch = sketches.cpcUnion(lgK, [settle(state), settle(right as CpcState)]);
      return state;
    },
    mergeAll: (irs): CpcState => ({
      sketch: sketches.cpcUnion(
        lgK,
        irs.map((ir) => settle(ir as CpcState)),
      ),
      items: noCpcItems(),
    }),
    finalize: (ir) => Math.trunc(sketches.cpcEstimate(settle(ir as CpcState))),
    describe: (ir) => ({ estimate: sketches.cpcEstimate(settle(ir as CpcState)), lgK }),
    clone: (ir): CpcState => ({ sketch: sketches.cpcUnion(lgK, [settle(ir as CpcState)]), items: noCpcItems() }),
    normalize: (ir) => settle(ir as CpcState).slice(),
    denormalize: (stored): CpcState => ({ sketch: (stored as Uint8Array).slice(), items: noCpcItems() }),
  };
}
