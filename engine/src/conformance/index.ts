import type { ConformanceAnswer, ConformanceCase, ConformanceHandler } from "./handler.ts";

/** The handler of each kind of case, loaded when first needed. */
const HANDLERS: Readonly<Record<string, () => Promise<ConformanceHandler>>> = {
  resolution: async () => (await import("./resolution.ts")).resolution,
  names: async () => (await import("./names.ts")).names,
  avro: async () => (await import("./avro.ts")).avro,
  row: async () => (await import("./row.ts")).row,
  window: async () => (await import("./window.ts")).window,
  online: async () => (await import("./online.ts")).online,
  groupBy_backfill: async () => (await import("./group-by-backfill.ts")).groupByBackfill,
  fetch: async () => (await import("./fetch.ts")).fetch,
  consistency: async () => (await import("./consistency.ts")).consistency,
  join: async () => (await import("./join.ts")).join,
  upload: async () => (await import("./upload.ts")).upload,
  mutation: async () => (await import("./mutation.ts")).mutation,
  valve: async () => (await import("./flink-watermark.ts")).flinkWatermark,
  mux: async () => (await import("./flink-watermark.ts")).flinkWatermark,
  idleness: async () => (await import("./flink-watermark.ts")).flinkWatermark,
  flink_window: async () => (await import("./flink-window.ts")).flinkWindow,
  proc_window: async () => (await import("./flink-window.ts")).flinkWindow,
  state_timers: async () => (await import("./flink-state.ts")).flinkState,
  state_ttl: async () => (await import("./flink-state.ts")).flinkState,
  interval_join: async () => (await import("./flink-join.ts")).flinkJoin,
  cogroup: async () => (await import("./flink-join.ts")).flinkJoin,
  window_join: async () => (await import("./flink-join.ts")).flinkJoin,
  temporal_join: async () => (await import("./flink-join.ts")).flinkJoin,
  spark_sql: async () => (await import("./spark-sql.ts")).sparkSql,
};

/** Spark's cases have no kind: they hold an expression or a list of filters. Flink's windows have a `spec`, Chronon's not. */
function kindOf(testCase: ConformanceCase): string {
  if (testCase.kind === "window" && "spec" in testCase) return "flink_window";
  if (typeof testCase.kind === "string") return testCase.kind;
  return "expr" in testCase || "wheres" in testCase ? "spark_sql" : "";
}

/** What the engine computes for one case. A case that breaks the engine is an answer too, never the end of the run. */
export async function answerCase(
  testCase: ConformanceCase,
  siblings: (fileName: string) => Promise<string>,
): Promise<ConformanceAnswer> {
  const kind = kindOf(testCase);
  const load = HANDLERS[kind];
  if (load === undefined) return { unsupported: `no support for cases of kind "${kind}"` };
  try {
    const handler = await load();
    return await handler(testCase, siblings);
  } catch (error) {
    return { unsupported: `the engine failed: ${error instanceof Error ? error.message : String(error)}` };
  }
}
