import { TilescopeError } from "../../errors.ts";
import { decodePipelineState, encodePipelineState } from "../../runtime/checkpoint.ts";
import type { PipelineState } from "../../runtime/pipeline.ts";

/** Counts of a job since it began. */
export interface JobCounts {
  readonly events: number;
  readonly writes: number;
  readonly lateEvents: number;
  readonly filtered: number;
  readonly invalid: number;
}

/** Log offsets and operator state together: what is in one is in the other. */
export interface JobCheckpoint {
  readonly offsets: readonly number[];
  /** Processing time of the pipeline, in ms; `null` before it has one. */
  readonly nowMs: number | null;
  readonly counts: JobCounts;
  /** Last entry of the order journal that is in the state. */
  readonly journalId: number;
  readonly state: PipelineState;
}

/** A checkpoint as it is stored. */
export interface StoredCheckpoint extends JobCheckpoint {
  /** The checkpoint whose state this one's changes belong to; `null`: the state is whole. */
  readonly base: number | null;
  /** Serials of the tiles of the base that closed since. */
  readonly closed: readonly number[];
}

const LENGTH_BYTES = 4;
const FORMAT = 2;

/** A JSON head with its length in front, then the encoded pipeline state. */
export function writeCheckpoint(checkpoint: StoredCheckpoint): Uint8Array {
  const { state, ...head } = checkpoint;
  const headBytes = new TextEncoder().encode(JSON.stringify({ format: FORMAT, ...head }));
  const stateBytes = encodePipelineState(state);
  const bytes = new Uint8Array(LENGTH_BYTES + headBytes.length + stateBytes.length);
  new DataView(bytes.buffer).setUint32(0, headBytes.length);
  bytes.set(headBytes, LENGTH_BYTES);
  bytes.set(stateBytes, LENGTH_BYTES + headBytes.length);
  return bytes;
}

/** Throws `job/corrupt-checkpoint` when the bytes are no checkpoint, `job/unknown-checkpoint-format` for one of another layout. */
export function readCheckpoint(bytes: Uint8Array): StoredCheckpoint {
  try {
    const headLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
    const text = new TextDecoder("utf-8", { fatal: true }).decode(
      bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + headLength),
    );
    const { format, ...head } = JSON.parse(text);
    if (format !== FORMAT)
      throw new TilescopeError(
        "job/unknown-checkpoint-format",
        `A saved checkpoint has the layout ${String(format ?? 1)}; this version reads ${FORMAT}. Start the job anew.`,
      );
    return { ...head, state: decodePipelineState(bytes.subarray(LENGTH_BYTES + headLength)) };
  } catch (error) {
    if (error instanceof TilescopeError && error.code === "job/unknown-checkpoint-format") throw error;
    throw new TilescopeError("job/corrupt-checkpoint", "A saved checkpoint cannot be read.", error);
  }
}
