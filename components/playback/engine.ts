/** What the pictures of a run take from the engine, in one place. */
export { type Outcome, Outcome as OutcomeCode, type Trace } from "../../engine/src/runtime/trace.ts";
export { type Json, stringifyJson } from "../../engine/src/schema/json.ts";
export type { StreamEdits } from "../../engine/src/simulation/stream.ts";
export { DAY_MS, formatDuration, HOUR_MS, MINUTE_MS, SECOND_MS } from "../../engine/src/time/duration.ts";
export { windowStartMs } from "../../engine/src/time/window.ts";
export type {
  CompareResult,
  CompareRow,
  Difference,
  EngineClient,
  EngineMethod,
  EngineRequests,
  EventDetail,
  Explanation,
  FeatureSummary,
  FetchResult,
  JudgedValue,
  ReadCost,
  RunSummary,
  Series,
  StateView,
  TileDetail,
  TileView,
  Verdict,
} from "../../engine/src/worker/protocol.ts";
