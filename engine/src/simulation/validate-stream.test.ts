import { describe, expect, it } from "vitest";
import { createEvents } from "./create-events.ts";
import { validateStream } from "./validate-stream.ts";

const generator = {
  kind: "generator",
  topic: "sales",
  seed: 1,
  startMs: 0,
  durationMs: 60_000,
  ratePerMinute: 10,
  columns: [
    { name: "customer", type: "string", generator: { kind: "key" } },
    { name: "created", type: "long", generator: { kind: "time" } },
    { name: "flavor", type: "string", generator: { kind: "choice", values: ["mint"] } },
  ],
  keys: { count: 3, skew: 0 },
  disorder: { share: 0, delayP50Ms: 0, delayP95Ms: 0 },
};

const rows = {
  kind: "rows",
  topic: "sales",
  schema: [
    { name: "customer", type: "string" },
    { name: "created", type: "long" },
  ],
  rows: [{ event: { customer: "ann", created: 1 }, arrivalMs: 2, partition: 0 }],
  timeColumn: "created",
};

const file = {
  kind: "file",
  topic: "sales",
  fileName: "sales.csv",
  format: "csv",
  schema: rows.schema,
  timeColumn: "created",
  timeUnit: "seconds",
  arrival: { kind: "delay", seed: 1, share: 0.5, p50Ms: 1, p95Ms: 2 },
};

const live = { kind: "live", topic: "sales", schema: [{ name: "created", type: "long" }] };

/** The definition with the member at a dotted path replaced. */
function replaced(definition: object, path: string, value: unknown): unknown {
  const copy = structuredClone(definition);
  const names = path.split(".");
  let target = copy as Record<string, unknown>;
  for (const name of names.slice(0, -1)) target = target[name] as Record<string, unknown>;
  target[names.at(-1) ?? ""] = value;
  return copy;
}

function problemsOf(json: unknown): string[] {
  const checked = validateStream(json);
  const found = checked.ok ? checked.warnings : checked.diagnostics;
  for (const { message, hint, path } of found) {
    expect(message).toMatch(/\.$/);
    expect(hint).toMatch(/[.}\]]$/);
    expect(Array.isArray(path)).toBe(true);
  }
  return found.map(({ code, path }) => `${code} ${path.join(".")}`);
}

describe("validateStream", () => {
  it("needs the columns of a live topic, and gives it no events", () => {
    expect(validateStream({ ...live, schema: [] })).toMatchObject({ ok: false, diagnostics: [{ path: ["schema"] }] });
    const stream = validateStream(live);
    expect(stream.ok && createEvents(stream.value).records).toEqual([]);
  });

  it.each([generator, rows, file, live])("accepts a good definition of kind $kind", (definition) => {
    expect(validateStream(definition)).toEqual({ ok: true, value: definition, warnings: [] });
  });

  it.each<[object, string, unknown, string]>([
    [generator, "kind", "tap", "stream/unknown-choice kind"],
    [generator, "topic", "", "stream/bad-text topic"],
    [generator, "seed", 1.5, "stream/bad-number seed"],
    [generator, "durationMs", 0, "stream/bad-number durationMs"],
    [generator, "ratePerMinute", 1e9, "stream/too-many-events ratePerMinute"],
    [generator, "partitions", 0, "stream/bad-number partitions"],
    [generator, "columns", [], "stream/not-a-list columns"],
    [generator, "columns.1", generator.columns[0], "stream/repeated-column columns.1.name"],
    [generator, "columns.1.generator.kind", "sequence", "stream/time-columns columns"],
    [generator, "columns.0.type", "text", "stream/unknown-type columns.0.type"],
    [generator, "columns.0.generator", null, "stream/not-an-object columns.0.generator"],
    [generator, "columns.0.generator.kind", "random", "stream/unknown-choice columns.0.generator.kind"],
    [generator, "columns.0.nulls", 2, "stream/bad-number columns.0.nulls"],
    [generator, "columns.1.type", "boolean", "stream/generator-type columns.1.generator"],
    [generator, "columns.2.generator.values.0", 5, "stream/bad-value columns.2.generator.values.0"],
    [generator, "columns.2.generator.weights", [0], "stream/bad-weights columns.2.generator.weights"],
    [
      generator,
      "columns.2.generator",
      { kind: "integer", min: 3, max: 1 },
      "stream/empty-range columns.2.generator.max",
    ],
    [generator, "columns.2.generator", { kind: "lognormal", median: 1 }, "stream/bad-number columns.2.generator.sigma"],
    [generator, "keys.count", 0, "stream/bad-number keys.count"],
    [generator, "keys.names", [1], "stream/bad-names keys.names"],
    [generator, "keys", undefined, "stream/not-an-object keys"],
    [generator, "disorder.share", 1.1, "stream/bad-number disorder.share"],
    [generator, "disorder.delayP50Ms", 5, "stream/empty-range disorder.delayP95Ms"],
    [generator, "faults", { duplicates: -1 }, "stream/bad-number faults.duplicates"],
    [
      generator,
      "faults",
      { stalledPartition: { partition: 1, fromMs: 0, untilMs: 1 } },
      "stream/bad-number faults.stalledPartition.partition",
    ],
    [rows, "timeColumn", "at", "stream/unknown-time-column timeColumn"],
    [rows, "schema.1.type", "binary", "stream/bad-time-type timeColumn"],
    [rows, "schema", [], "stream/no-schema schema"],
    [rows, "rows", null, "stream/not-a-list rows"],
    [rows, "rows.0.event.customer", 5, "stream/bad-value rows.0.event.customer"],
    [rows, "rows.0.event", null, "stream/not-an-object rows.0.event"],
    [rows, "rows.0.arrivalMs", "soon", "stream/bad-number rows.0.arrivalMs"],
    [file, "format", "xls", "stream/unknown-choice format"],
    [file, "timeUnit", "days", "stream/unknown-choice timeUnit"],
    [file, "arrival.kind", "random", "stream/unknown-choice arrival.kind"],
    [file, "arrival.p95Ms", 0, "stream/empty-range arrival.p95Ms"],
  ])("refuses %o with %s as %o", (definition, path, value, expected) => {
    const json = replaced(definition, path, value);
    expect(validateStream(json).ok).toBe(false);
    expect(problemsOf(json)).toContain(expected);
  });

  it("warns of members that mean nothing, since they may be misspelt", () => {
    expect(problemsOf({ ...generator, ratePerSecond: 1 })).toEqual(["stream/unknown-member ratePerSecond"]);
    expect(problemsOf(replaced(rows, "rows.0.event.costumer", "x"))).toEqual([
      "stream/unknown-member rows.0.event.costumer",
    ]);
    expect(problemsOf(replaced(generator, "columns.0.generator.kind", "sequence"))).toEqual([
      "stream/no-key-column columns",
    ]);
  });

  it.each([null, [], "generator", 5])("refuses %o as a whole", (json) => {
    expect(problemsOf(json)).toEqual(["stream/not-an-object "]);
  });
});
