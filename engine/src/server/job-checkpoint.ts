import { TilescopeError } from "../errors.ts";
import { decodePipelineState, encodePipelineState } from "../runtime/checkpoint.ts";
import type { PipelineState } from "../runtime/pipeline.ts";

/** Log offsets and operator state together: what is in one is in the other. */
export interface JobCheckpoint {
  readonly offsets: readonly number[];
  /** Records taken so far. */
  readonly index: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly state: PipelineState;
}

const LENGTH_BYTES = 4;

/** A JSON head with its length in front, then the encoded pipeline state. */
export function writeCheckpoint(checkpoint: JobCheckpoint): Uint8Array {
  const { state, ...head } = checkpoint;
  const headBytes = new TextEncoder().encode(JSON.stringify(head));
  const stateBytes = encodePipelineState(state);
  const bytes = new Uint8Array(LENGTH_BYTES + headBytes.length + stateBytes.length);
  new DataView(bytes.buffer).setUint32(0, headBytes.length);
  bytes.set(headBytes, LENGTH_BYTES);
  bytes.set(stateBytes, LENGTH_BYTES + headBytes.length);
  return bytes;
}

/** Throws `job/corrupt-checkpoint` when the bytes are not a checkpoint. */
export function readCheckpoint(bytes: Uint8Array): JobCheckpoint {
  try {
    const headLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
    const head = JSON.parse(new TextDecoder().decode(bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + headLength)));
    return { ...head, state: decodePipelineState(bytes.subarray(LENGTH_BYTES + headLength)) };
  } catch (error) {
    throw new TilescopeError("job/corrupt-checkpoint", "A saved checkpoint cannot be read.", error);
  }
}
