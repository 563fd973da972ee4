import { TilescopeError } from "../errors.ts";
import type { Json } from "../schema/json.ts";
import type { PipelineState } from "./pipeline.ts";
import { plainFromJson, plainToJson } from "./plain-data.ts";

const FORMAT = "tilescope-checkpoint";

/**
 * A state as bytes for a `CheckpointStore`: UTF-8 JSON, readable by a person. Offsets and operator state are one value,
 * so they can only be saved together.
 */
export function encodePipelineState(state: PipelineState): Uint8Array {
  const text = JSON.stringify({ format: FORMAT, state: plainToJson(state) });
  return new TextEncoder().encode(text);
}

/** The inverse. Throws `TilescopeError` (`runtime/corrupt-checkpoint`) when the bytes are not a checkpoint. */
export function decodePipelineState(bytes: Uint8Array): PipelineState {
  let json: Json;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as Json;
  } catch (cause) {
    throw new TilescopeError("runtime/corrupt-checkpoint", "The checkpoint is not readable.", cause);
  }
  const wrapper = json !== null && typeof json === "object" && !Array.isArray(json) ? json : {};
  if (wrapper.format !== FORMAT || wrapper.state === undefined)
    throw new TilescopeError("runtime/corrupt-checkpoint", "The bytes are not a checkpoint.");
  const state = plainFromJson(wrapper.state) as Partial<PipelineState> | null;
  if (state?.version !== 1)
    throw new TilescopeError("runtime/unknown-checkpoint-version", `Cannot read version ${String(state?.version)}.`);
  if (typeof state.fingerprint !== "string" || typeof state.operators !== "object" || state.operators === null)
    throw new TilescopeError("runtime/corrupt-checkpoint", "The checkpoint misses its fingerprint or its operators.");
  return { version: 1, fingerprint: state.fingerprint, operators: state.operators };
}
