import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { createMemoryStore } from "../src/adapters/memory/index.ts";
import { compilePlan } from "../src/group-by/compile-plan.ts";
import { Aggregation, days, EventSource, GroupBy, Operation, Query } from "../src/notebook/index.ts";
import type { Emission } from "../src/operators/emission.ts";
import { StoreSink } from "../src/operators/sink.ts";
import { createPipeline } from "../src/runtime/create-pipeline.ts";
import { CHRONON_JOB_SETTINGS } from "../src/runtime/job-settings.ts";
import { createFetcher } from "../src/serving/fetcher.ts";
import { createEvents } from "../src/simulation/create-events.ts";
import { processingTime } from "../src/time/event-time.ts";

/** Chronon's own sample, which is not copied into the project: the test runs where it lies beside it. */
const file = fileURLToPath(new URL("../../../shared/golden/spark/quickstart/input/purchases.csv", import.meta.url));
const present = existsSync(file);
if (!present) console.log("skipped: ../shared/golden/spark/quickstart/input/purchases.csv is not here");

interface Purchase {
  readonly user_id: string;
  readonly ts: number;
  readonly purchase_price: number;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

function purchases(): Purchase[] {
  const [head = "", ...lines] = readFileSync(file, "utf8").trim().split(/\r?\n/);
  const names = head.split(",");
  const cell = (line: string, name: string) => line.split(",")[names.indexOf(name)] ?? "";
  return lines
    .map((line) => ({
      user_id: cell(line, "user_id"),
      ts: Number(cell(line, "ts")),
      purchase_price: Number(cell(line, "purchase_price")),
    }))
    .sort((a, b) => a.ts - b.ts);
}

/** Scans all purchases, with the window's tail rounded down to its hop. */
function oracle(rows: readonly Purchase[], user: string, queryMs: number): Record<string, number | null> {
  const features: Record<string, number | null> = {};
  for (const length of [3, 14, 30]) {
    const hopMs = length >= 12 ? DAY_MS : HOUR_MS;
    const fromMs = Math.floor((queryMs - length * DAY_MS) / hopMs) * hopMs;
    const prices = rows
      .filter((row) => row.user_id === user && row.ts >= fromMs && row.ts < queryMs)
      .map((row) => row.purchase_price);
    const sum = prices.reduce((total, price) => total + price, 0);
    features[`purchase_price_sum_${length}d`] = prices.length === 0 ? null : sum;
    features[`purchase_price_count_${length}d`] = prices.length === 0 ? null : prices.length;
    features[`purchase_price_average_${length}d`] = prices.length === 0 ? null : sum / prices.length;
  }
  return features;
}

describe.skipIf(!present)("Chronon's quickstart purchases", () => {
  it("S4: every user's features at every purchase, from tiles, equal a scan", { timeout: 120_000 }, async () => {
    const rows = purchases();
    const windows = [days(3), days(14), days(30)];
    const aggregate = (operation: Operation) => Aggregation({ inputColumn: "purchase_price", operation, windows });
    const groupBy = GroupBy({
      name: "quickstart.purchases.mine",
      sources: [
        EventSource({
          topic: "purchases",
          query: Query({ selects: { user_id: "user_id", purchase_price: "purchase_price" }, timeColumn: "ts" }),
        }),
      ],
      keys: ["user_id"],
      aggregations: [Operation.SUM, Operation.COUNT, Operation.AVERAGE].map((operation) => aggregate(operation)),
    });
    const { schema, records } = createEvents({
      kind: "rows",
      topic: "purchases",
      schema: [
        { name: "user_id", type: "string" },
        { name: "ts", type: "long" },
        { name: "purchase_price", type: "long" },
      ],
      timeColumn: "ts",
      rows: rows.map((event) => ({ event: { ...event } })),
    });
    const compiled = compilePlan(groupBy, schema);
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
    const plan = compiled.value;
    const store = createMemoryStore();
    const sink = new StoreSink(store);
    const pipeline = createPipeline(plan, CHRONON_JOB_SETTINGS, { partitions: 1 });
    const info = { plan, streamed: { kind: "tiles", tileSizeMs: plan.tileSizeMs } as const, batchEndMs: null };
    const fetcher = createFetcher({
      store,
      clock: { now: () => processingTime(0) },
      servingInfos: { get: async () => info },
    });
    const users = [...new Set(rows.map((row) => row.user_id))];
    const late: Emission[] = [];
    let compared = 0;
    for (const [i, record] of records.entries()) {
      const queryMs = rows[i]?.ts ?? 0;
      if (i === 0 || queryMs !== rows[i - 1]?.ts) {
        await sink.flush();
        const answers = await fetcher.fetchGroupBys(
          users.map((user) => ({ name: plan.name, keys: { user_id: user }, atMillis: queryMs })),
        );
        for (const [u, answer] of answers.entries()) {
          if (answer.outcome !== "success") throw new Error(`${users[u]}: ${answer.outcome}`);
          const values = new Map(answer.features?.schema.map((field, f) => [field.name, answer.features?.row[f]]));
          for (const [name, value] of Object.entries(oracle(rows, users[u] ?? "", queryMs))) {
            const served = values.get(name) ?? null;
            if (typeof value === "number" && name.includes("average")) expect(served).toBeCloseTo(value, 9);
            else expect(served).toBe(value);
            compared++;
          }
        }
      }
      pipeline.push(record, (emission) => {
        sink.accept(emission);
        if (emission.kind === "late") late.push(emission);
      });
    }
    expect(late).toEqual([]);
    expect(compared).toBeGreaterThan(100_000);
  });
});
