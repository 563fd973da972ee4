import {
  Aggregation,
  Compare,
  EventSource,
  File,
  GroupBy,
  hours,
  minutes,
  Operation,
  Query,
  Timeline,
} from "tilescope/notebook";

// %% [markdown] intro
// # What would this feature have been on my own data?
// Choose a CSV, JSON lines or Parquet file below. It is read in this browser and goes nowhere; the notebook keeps only
// how to read it. Put the guessed types right, say which column is the event time and in which order the rows arrive,
// then write the GroupBy over your columns.

// %% orders
export const orders = File({
  topic: "orders",
  fileName: "orders.csv",
  format: "csv",
  schema: {
    order_id: "string",
    customer_id: "string",
    amount: "double",
    created: "long",
  },
  timeColumn: "created",
  timeUnit: "milliseconds",
  arrival: "file-order",
});

// %% spending
export const spending = GroupBy({
  sources: [
    EventSource({
      topic: "orders",
      query: Query({ selects: { customer_id: "customer_id", amount: "amount" }, timeColumn: "created" }),
    }),
  ],
  keys: ["customer_id"],
  aggregations: [
    Aggregation({ inputColumn: "amount", operation: Operation.SUM, windows: [hours(6)] }),
    Aggregation({ inputColumn: "amount", operation: Operation.COUNT, windows: [hours(1), hours(6)] }),
  ],
});

// %% timeline
export const timeline = Timeline({ groupBy: spending, stream: orders, outOfOrdernessMs: minutes(5) });

// %% compare
export const compare = Compare({ groupBy: spending, stream: orders, outOfOrdernessMs: minutes(5) });
