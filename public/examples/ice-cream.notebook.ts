import {
  Accuracy,
  Aggregation,
  Column,
  Compare,
  EventSource,
  Expect,
  GroupBy,
  hours,
  minutes,
  Operation,
  Query,
  Rows,
  Stream,
  Timeline,
} from "tilescope/notebook";

// %% [markdown] intro
// # What did Alice eat in the last six hours?
// Two features over one stream of sales. Watch each sale land in a five-minute tile, drag the query time,
// and see where the tiled answer and the exact answer part.

// %% iceCream
export const iceCream = GroupBy({
  sources: [
    EventSource({
      topic: "sales",
      query: Query({ selects: { customer_id: "customer_id", flavor: "ice_cream_flavor" }, timeColumn: "created" }),
    }),
  ],
  keys: ["customer_id"],
  aggregations: [
    Aggregation({ inputColumn: "customer_id", operation: Operation.COUNT, windows: [hours(6)] }),
    Aggregation({ inputColumn: "flavor", operation: Operation.LAST, windows: [hours(6)] }),
  ],
  accuracy: Accuracy.TEMPORAL,
  online: true,
});

// %% sales
export const outOfOrdernessMs = minutes(5);

export const sales = Stream({
  topic: "sales",
  seed: 7,
  start: "2024-01-15T06:00Z",
  duration: hours(8),
  ratePerMinute: 10,
  columns: {
    customer_id: Column.key(),
    ice_cream_flavor: Column.choice(["mint", "chocolate", "strawberry", "olive oil"], { weights: [5, 4, 3, 1] }),
    created: Column.time(),
  },
  keys: {
    count: 40,
    skew: 1.1,
    names: [
      "Bob",
      "Carol",
      "Dan",
      "Erin",
      "Frank",
      "Grace",
      "Heidi",
      "Ivan",
      "Judy",
      "Karl",
      "Lena",
      "Mona",
      "Niko",
      "Olga",
      "Paul",
      "Alice",
    ],
  },
  disorder: { share: 0.2, p50: minutes(6), p95: minutes(12) },
});

// %% timeline
export const timeline = Timeline({ groupBy: iceCream, stream: sales, key: "Alice", outOfOrdernessMs });

// %% compare
export const compare = Compare({ groupBy: iceCream, stream: sales, key: "Alice", outOfOrdernessMs });

// %% [markdown] threeSales
// ## The same with three sales
// Small enough to follow by hand. A second after midnight on the first of January 1970 Alice buys chocolate, then Bob
// strawberry, and half a second after her first Alice comes back for olive oil: her count is 2, her last flavor olive
// oil. Its times are milliseconds after 1970, so it has the clock to itself: touch its timeline,
// bring the clock to the beginning and step.

// %% firstSales
export const firstSales = Rows({
  topic: "sales",
  timeColumn: "created",
  rows: [
    { customer_id: "Alice", ice_cream_flavor: "chocolate", created: 1000 },
    { customer_id: "Bob", ice_cream_flavor: "strawberry", created: 1200 },
    { customer_id: "Alice", ice_cream_flavor: "olive oil", created: 1500 },
  ],
});

// %% firstSalesCompare
export const firstSalesCompare = Compare({ groupBy: iceCream, stream: firstSales, key: "Alice", at: 2000 });

// %% firstSalesTimeline
export const firstSalesTimeline = Timeline({ groupBy: iceCream, stream: firstSales, key: "Alice" });

// %% expected
// By hand, from the three sales: what Alice is served a second after the first of them.
export const expected = Expect({
  of: iceCream,
  given: firstSales,
  key: { customer_id: "Alice" },
  at: 2000,
  toBe: { customer_id_count_6h: 2, flavor_last_6h: "olive oil" },
});
