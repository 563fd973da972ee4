import {
  Aggregation,
  Column,
  Compare,
  EventSource,
  GroupBy,
  hours,
  minutes,
  Operation,
  Query,
  Stream,
  Timeline,
} from "tilescope/notebook";

// %% [markdown] intro
// # How long should the watermark wait for late events?
// The same stream under three settings. With no patience every straggler is lost to its tile; with half an hour
// nothing is lost, but a tile stays open half an hour longer. Compare the late output of the three timelines, and
// what each loses against the exact answer.

// %% returns
export const returns = GroupBy({
  sources: [
    EventSource({
      topic: "returns",
      query: Query({ selects: { user_id: "user_id", refund: "refund" }, timeColumn: "created" }),
    }),
  ],
  keys: ["user_id"],
  aggregations: [
    Aggregation({ inputColumn: "refund", operation: Operation.SUM, windows: [hours(3)] }),
    Aggregation({ inputColumn: "refund", operation: Operation.COUNT, windows: [hours(3)] }),
  ],
});

// %% lateReturns
export const lateReturns = Stream({
  topic: "returns",
  seed: 3,
  start: "2024-01-15T08:00Z",
  duration: hours(6),
  ratePerMinute: 6,
  columns: { user_id: Column.key(), refund: Column.lognormal(25), created: Column.time() },
  keys: { count: 12, skew: 1, names: ["Uma", "Vic", "Wes"] },
  disorder: { share: 0.35, p50: minutes(3), p95: minutes(22) },
});

// %% [markdown] none
// ## No patience: 0 s
// The watermark is the latest event itself. Whatever comes after it is too late for its tile once the tile has ended.

// %% impatient
export const impatient = Timeline({ groupBy: returns, stream: lateReturns, key: "Uma", outOfOrdernessMs: 0 });

// %% impatientCompare
export const impatientCompare = Compare({ groupBy: returns, stream: lateReturns, key: "Uma", outOfOrdernessMs: 0 });

// %% [markdown] chronon
// ## Chronon's default: 5 min

// %% usual
export const usual = Timeline({ groupBy: returns, stream: lateReturns, key: "Uma", outOfOrdernessMs: minutes(5) });

// %% usualCompare
export const usualCompare = Compare({
  groupBy: returns,
  stream: lateReturns,
  key: "Uma",
  outOfOrdernessMs: minutes(5),
});

// %% [markdown] half
// ## Half an hour

// %% patient
export const patient = Timeline({ groupBy: returns, stream: lateReturns, key: "Uma", outOfOrdernessMs: minutes(30) });

// %% patientCompare
export const patientCompare = Compare({
  groupBy: returns,
  stream: lateReturns,
  key: "Uma",
  outOfOrdernessMs: minutes(30),
});
