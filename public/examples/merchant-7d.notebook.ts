import {
  Aggregation,
  Column,
  Compare,
  days,
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
// # Why does a seven-day sum read 169 tiles, and not 168?
// One merchant takes 50,000 payments a day. A read of the last seven days would scan 350,000 of them; with tiles of
// one hour it merges 169 small sums.
//
// Seven days are 168 hours, so at the full hour 168 tiles do. At 14:30 the window opens at 14:30 seven days ago, in the
// middle of an hour. Its tail is rounded down to the hop: the read begins with the whole tile of 14:00. Counted from
// there, 168 tiles reach to 14:00 today, and the last half hour stands in the tile that is still open: the **169th**.
// The half hour that the tail tile counts too much is the price. The comparison below says what it is worth.

// %% merchant7d
export const merchant7d = GroupBy({
  sources: [
    EventSource({
      topic: "merchant_transactions",
      query: Query({ selects: { merchant_id: "merchant_id", amount: "amount" }, timeColumn: "created" }),
    }),
  ],
  keys: ["merchant_id"],
  aggregations: [Aggregation({ inputColumn: "amount", operation: Operation.SUM, windows: [days(7)] })],
  online: true,
});

// %% transactions
// 50,000 a day: 34.72 a minute, for seven days and 15 hours, so that a query at 14:30 on the last day has all of its window.
export const transactions = Stream({
  topic: "merchant_transactions",
  seed: 11,
  start: "2024-01-08T00:00Z",
  duration: hours(7 * 24 + 15),
  ratePerMinute: 50_000 / (24 * 60),
  columns: { merchant_id: Column.key(), amount: Column.lognormal(18), created: Column.time() },
  keys: { count: 1, skew: 0, names: ["merchant_123"] },
  disorder: { share: 0.02, p50: 1_000, p95: minutes(1) },
});

// %% compare
export const compare = Compare({
  groupBy: merchant7d,
  stream: transactions,
  key: "merchant_123",
  at: "2024-01-15T14:30Z",
});

// %% timeline
export const timeline = Timeline({ groupBy: merchant7d, stream: transactions, key: "merchant_123" });
