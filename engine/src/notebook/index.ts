/** What a notebook imports from "tilescope/notebook": builders whose results are plain JSON. Names follow Chronon's Python API. */
export { Aggregation, type AggregationOptions, DefaultAggregation } from "./aggregation.ts";
export { Column, type ColumnOptions, type ColumnSpec } from "./column.ts";
export { type Duration, type Instant, instant, minutes, seconds } from "./duration.ts";
export {
  Expect,
  type ExpectConsistencyOptions,
  type ExpectValueOptions,
  type ExpectView,
  Fetch,
  type FetchOptions,
  type FetchView,
} from "./expect.ts";
export { File, type FileOptions } from "./file.ts";
export { Accuracy, Derivation, GroupBy, type GroupByOptions } from "./group-by.ts";
export { LiveTopic, type LiveTopicOptions } from "./live-topic.ts";
export { Operation, type OperationCall } from "./operation.ts";
export { type Arrival, arriving, Rows, type RowsOptions } from "./rows.ts";
export {
  EntitySource,
  type EntitySourceOptions,
  EventSource,
  type EventSourceOptions,
  Query,
  type QueryOptions,
  type Source,
  select,
} from "./source.ts";
export { Stream, type StreamOptions } from "./stream.ts";
export {
  Compare,
  type CompareOptions,
  type CompareView,
  type JobOptions,
  Timeline,
  type TimelineView,
  Trigger,
  type View,
} from "./view.ts";
export { days, hours, TimeUnit, Window } from "./window.ts";
