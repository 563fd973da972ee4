import { describe, expect, it } from "vitest";
import { TilescopeError } from "../errors.ts";
import {
  Aggregation,
  Column,
  EventSource,
  GroupBy,
  hours,
  minutes,
  Operation,
  Query,
  Stream,
} from "../notebook/index.ts";
import type { StreamDefinition } from "../simulation/stream.ts";
import type { JobSettings, RunSummary } from "./protocol.ts";
import { createEngineSession, type EngineSession } from "./session.ts";

const iceCream = GroupBy({
  name: "ice_cream",
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
});

const threeSales: StreamDefinition = {
  kind: "rows",
  topic: "sales",
  schema: [
    { name: "customer_id", type: "string" },
    { name: "created", type: "long" },
    { name: "ice_cream_flavor", type: "string" },
  ],
  timeColumn: "created",
  rows: [
    { event: { customer_id: "Alice", created: 1000, ice_cream_flavor: "chocolate" } },
    { event: { customer_id: "Bob", created: 1200, ice_cream_flavor: "strawberry" } },
    { event: { customer_id: "Alice", created: 1500, ice_cream_flavor: "olive oil" } },
  ],
};

const settings: JobSettings = {
  mode: "tiled",
  trigger: { kind: "every-element" },
  outOfOrdernessMs: minutes(5),
  idlenessMs: 30_000,
};

const context = { signal: new AbortController().signal, onProgress: () => undefined };

function session(): EngineSession {
  let ticks = 0;
  return createEngineSession({
    nowMs: () => ticks++,
    breathe: async () => undefined,
    readFile: async () => {
      throw new TilescopeError("file/unreadable", "no files here");
    },
  });
}

async function run(
  engine: EngineSession,
  stream: StreamDefinition,
  more: Partial<JobSettings> = {},
): Promise<RunSummary> {
  return engine.call("run", { runId: "r", groupBy: iceCream, stream, settings: { ...settings, ...more } }, context);
}

/** Two hours of busy, badly disordered sales: some are dropped. */
const busy = Stream({
  topic: "sales",
  seed: 7,
  duration: minutes(9 * 60),
  ratePerMinute: 10,
  keys: { count: 4, skew: 1 },
  disorder: { share: 0.3, p50: minutes(6), p95: minutes(20) },
  columns: {
    customer_id: Column.key(),
    created: Column.time(),
    ice_cream_flavor: Column.choice(["mint", "vanilla", "olive oil"]),
  },
});

describe("the three sales", () => {
  it("emits a tile for each event, in order", async () => {
    const engine = session();
    const summary = await run(engine, threeSales);
    expect(summary.counts).toEqual({ events: 3, tiles: 2, emissions: 3, lateEvents: 0, filtered: 0, invalid: 0 });
    const page = await engine.call("table", { runId: "r", table: "emissions", offset: 0, limit: 10 }, context);
    expect(page.rows.map((row) => row.at(-1))).toEqual(
      ['[1,"chocolate"]', '[1,"strawberry"]', '[2,"olive oil"]'].map(spaced),
    );
  });

  it("shows a tile as it was at an earlier step", async () => {
    const engine = session();
    await run(engine, threeSales);
    const before = await engine.call("state", { runId: "r", step: 0, keyIndex: 0 }, context);
    const after = await engine.call("state", { runId: "r", step: 2, keyIndex: 0 }, context);
    expect(before.tiles.map((tile) => tile.irText)).toEqual([spaced('[1,"chocolate"]')]);
    expect(after.tiles.map((tile) => tile.irText)).toEqual([spaced('[2,"olive oil"]')]);
    expect(after.watermarkMs).toBe(1500 - minutes(5) - 1);
  });

  it("follows one event through the operators", async () => {
    const engine = session();
    await run(engine, threeSales);
    const event = await engine.call("event", { runId: "r", step: 2 }, context);
    expect(event.raw).toEqual({ customer_id: "Alice", created: 1500, ice_cream_flavor: "olive oil" });
    expect(event.tile).toMatchObject({ irBefore: spaced('[1,"chocolate"]'), irAfter: spaced('[2,"olive oil"]') });
    expect(event.put?.dataset).toBe("ICE_CREAM_STREAMING");
    expect(event.put?.keyHex).toBe("020a416c696365");
    const tile = await engine.call("tile", { runId: "r", step: 2, tileIndex: 0 }, context);
    expect(tile.avroHex).toBe(event.avroHex);
    expect(tile.eventSteps).toEqual([0, 2]);
  });
});

const spaced = (text: string) => text.replace(",", ", ");

describe("a busy stream", () => {
  it("explains every difference between tiled and exact by counted events", async () => {
    const engine = session();
    const { trace } = await run(engine, busy);
    expect(trace.outcome.includes(2)).toBe(true);
    let differences = 0;
    for (let step = 500; step < trace.steps; step += 487) {
      const queryMs = (trace.processingMs[step] ?? 0) + 1;
      for (const keyIndex of [0, 1]) {
        const explanation = await engine.call(
          "explain",
          { runId: "r", step, keyIndex, feature: "customer_id_count_6h", queryMs },
          context,
        );
        const count = (kind: string) =>
          explanation.reasons.reduce(
            (sum, reason) => sum + (reason.kind === kind && "events" in reason ? reason.events : 0),
            0,
          );
        const value = Number(explanation.value ?? 0);
        const exact = Number(explanation.exact ?? 0);
        expect(value - exact).toBe(count("tail-rounding") + count("head-tile-ahead") - count("late-drop"));
        expect(explanation.tiles.reduce((sum, tile) => sum + tile.events, 0)).toBe(value);
        if (value !== exact) differences++;
      }
    }
    expect(differences).toBeGreaterThan(3);
  });

  it("draws a series that equals the explained values", async () => {
    const engine = session();
    const { trace } = await run(engine, busy);
    const fromMs = trace.processingMs[0] ?? 0;
    const toMs = trace.processingMs[trace.steps - 1] ?? 0;
    const series = await engine.call(
      "series",
      { runId: "r", keyIndex: 0, feature: "customer_id_count_6h", fromMs, toMs, points: 40 },
      context,
    );
    for (let i = 0; i < 40; i += 3) {
      const queryMs = series.queryMs[i] ?? 0;
      const step = trace.processingMs.findLastIndex((ms) => ms <= queryMs);
      const explanation = await engine.call(
        "explain",
        { runId: "r", step, keyIndex: 0, feature: "customer_id_count_6h", queryMs },
        context,
      );
      const number = (json: unknown) => (json === null ? Number.NaN : Number(json));
      expect(series.tiled[i]).toEqual(number(explanation.value));
      expect(series.exact[i]).toEqual(number(explanation.exact));
    }
  });

  it("compares the answers of the real fetcher", async () => {
    const engine = session();
    const { trace } = await run(engine, busy);
    const step = trace.steps - 1;
    const queryMs = (trace.processingMs[step] ?? 0) + 1;
    const compared = await engine.call("compare", { runId: "r", step, keyIndex: 0, queryMs, repetitions: 3 }, context);
    for (const row of compared.rows) {
      const explanation = await engine.call(
        "explain",
        { runId: "r", step, keyIndex: 0, feature: row.feature, queryMs },
        context,
      );
      expect(row.tiled).toEqual(explanation.value);
      expect(row.exact).toEqual(explanation.exact);
      expect(row.equal === "same").toBe(JSON.stringify(row.tiled) === JSON.stringify(row.exact));
    }
    const inWindow = trace.eventMs.filter(
      (timeMs, i) => trace.keyIndex[i] === 0 && timeMs >= queryMs - 6 * 3_600_000 - 300_000 && timeMs < queryMs,
    );
    expect(compared.raw.reads).toBeGreaterThan(0);
    expect(compared.raw.reads).toBeLessThanOrEqual(inWindow.length);
    expect(compared.tiled.reads).toBeLessThan(compared.raw.reads);
    expect(compared.sizes.find((size) => size.current)?.tileSizeMs).toBe(300_000);
  });

  it("holds back only what a buffered trigger has not written yet", async () => {
    const engine = session();
    const { trace } = await run(engine, busy, { trigger: { kind: "buffered", bufferMs: 60_000 } });
    expect(trace.writes.count).toBeLessThan(trace.steps);
    const step = 900;
    const queryMs = (trace.processingMs[step] ?? 0) + 1;
    const explanation = await engine.call(
      "explain",
      { runId: "r", step, keyIndex: 0, feature: "customer_id_count_6h", queryMs },
      context,
    );
    const unwritten = explanation.reasons.find((reason) => reason.kind === "not-arrived");
    const events = (kind: string) =>
      explanation.reasons
        .flatMap((r) => (r.kind === kind && "events" in r ? [r.events] : []))
        .reduce((a, b) => a + b, 0);
    expect(Number(explanation.value) - Number(explanation.exact)).toBe(
      events("tail-rounding") +
        events("head-tile-ahead") -
        events("late-drop") -
        (unwritten === undefined ? 0 : events("not-arrived")),
    );
  });
});

describe("what goes wrong", () => {
  it("returns the diagnostics of a definition that does not compile", async () => {
    const engine = session();
    const broken = { ...iceCream, keyColumns: ["nobody"] };
    await expect(
      engine.call("run", { runId: "r", groupBy: broken, stream: threeSales, settings }, context),
    ).rejects.toMatchObject({ name: "DefinitionError" });
  });

  it("ends a cancelled run", async () => {
    const controller = new AbortController();
    const engine = session();
    controller.abort();
    const long = { ...busy, durationMs: 100 * 3_600_000 } as StreamDefinition;
    await expect(
      engine.call(
        "run",
        { runId: "r", groupBy: iceCream, stream: long, settings },
        { ...context, signal: controller.signal },
      ),
    ).rejects.toMatchObject({ code: "worker/cancelled" });
  });

  it("names a run that is not there", async () => {
    await expect(session().call("state", { runId: "x", step: 0, keyIndex: 0 }, context)).rejects.toMatchObject({
      code: "worker/unknown-run",
    });
  });
});
