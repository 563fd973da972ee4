export { type Checked, type Diagnostic, TilescopeError } from "./errors.ts";
export * from "./group-by/group-by.ts";
export { inferSchema } from "./schema/infer-schema.ts";
export {
  bytesFromHex,
  hexFromBytes,
  type Json,
  parseJson,
  stringifyJson,
  valueFromJson,
  valueToJson,
} from "./schema/json.ts";
export { type DataType, describeType, type Field, type Schema } from "./schema/schema.ts";
export type { Long, Row, Value } from "./schema/value.ts";
export type { ServingStatus } from "./server/feature-server.ts";
export type { CheckpointView, MeterView, Operator } from "./server/job/job-meters.ts";
export type { JobState, JobStatus, PartitionStatus, SavepointStatus, WorkerStatus } from "./server/job/job-status.ts";
export type { LateEvent, LatePage } from "./server/job/late-output.ts";
export type { StoreStatus, StoresStatus } from "./server/store-watch.ts";
export { formatDuration } from "./time/duration.ts";
export { days, hours, TimeUnit, tailHopMs, type Window, windowMs, windowStartMs } from "./time/window.ts";
