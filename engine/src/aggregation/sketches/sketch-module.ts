import { TilescopeError } from "../../errors.ts";

/** The CPC sketch as functions from bytes to bytes; the bytes are those of Apache DataSketches. */
export interface SketchModule {
  /** Adds items to a sketch (`null`: a new one) in the form of `cpc-items`, of fixed or of varying width. */
  cpcUpdate(lgK: number, sketch: Uint8Array | null, items: Uint8Array, fixedWidth: boolean): Uint8Array;
  /** The union; it counts as merged, and so estimates in another way, even when it is of one sketch. */
  cpcUnion(lgK: number, sketches: readonly Uint8Array[]): Uint8Array;
  /** Estimate of the distinct items, not rounded. */
  cpcEstimate(sketch: Uint8Array): number;
}

interface SketchExports {
  readonly memory: WebAssembly.Memory;
  reserve_input(length: number): number;
  output_address(): number;
  cpc_update(lgK: number, sketchLength: number, itemWidth: number): number;
  cpc_union(lgK: number): number;
  cpc_estimate(): number;
}

const FIXED_WIDTH = 8;
const PREFIX = 4;

const badSketch = (message: string, cause?: unknown) => new TilescopeError("aggregation/bad-sketch", message, cause);

/**
 * Wraps compiled `engine/sketches`. Calls are synchronous and keep nothing in WebAssembly memory, so nothing needs to be
 * freed; bytes that make the code trap cost the instance, which is then replaced.
 */
export function createSketchModule(compiled: WebAssembly.Module): SketchModule {
  const instantiate = () => new WebAssembly.Instance(compiled).exports as unknown as SketchExports;
  let exports = instantiate();

  const reserve = (length: number): Uint8Array => {
    const address = exports.reserve_input(length);
    return new Uint8Array(exports.memory.buffer, address, length);
  };

  const run = (call: () => number): Uint8Array => {
    let result: number;
    try {
      result = call();
    } catch (cause) {
      exports = instantiate();
      throw badSketch("The CPC sketch is broken.", cause);
    }
    const length = result >= 0 ? result : -1 - result;
    const output = new Uint8Array(exports.memory.buffer, exports.output_address(), length).slice();
    if (result < 0) throw badSketch(`The CPC sketch is refused: ${new TextDecoder().decode(output)}`);
    return output;
  };

  return {
    cpcUpdate(lgK, sketch, items, fixedWidth) {
      const sketchLength = sketch === null ? 0 : sketch.length;
      const input = reserve(sketchLength + items.length);
      if (sketch !== null) input.set(sketch);
      input.set(items, sketchLength);
      return run(() => exports.cpc_update(lgK, sketchLength, fixedWidth ? FIXED_WIDTH : 0));
    },
    cpcUnion(lgK, sketches) {
      const input = reserve(sketches.reduce((length, sketch) => length + PREFIX + sketch.length, 0));
      const view = new DataView(input.buffer, input.byteOffset, input.length);
      let at = 0;
      for (const sketch of sketches) {
        view.setUint32(at, sketch.length, true);
        input.set(sketch, at + PREFIX);
        at += PREFIX + sketch.length;
      }
      return run(() => exports.cpc_union(lgK));
    },
    cpcEstimate(sketch) {
      reserve(sketch.length).set(sketch);
      const output = run(() => exports.cpc_estimate());
      return new DataView(output.buffer).getFloat64(0, true);
    },
  };
}
