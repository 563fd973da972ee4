import { readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { expandParts } from "../../src/aggregation/expand-parts.ts";
import { outputColumnName } from "../../src/aggregation/output-column-name.ts";
import { PythonFloat, pythonJson } from "../../src/group-by/chronon/python-json.ts";
import { readCompiledJson } from "../../src/group-by/chronon/read-compiled-json.ts";
import { writeCompiledJson } from "../../src/group-by/chronon/write-compiled-json.ts";
import type { GroupBy } from "../../src/group-by/group-by.ts";
import { validateGroupBy } from "../../src/group-by/validate-group-by.ts";
import * as author from "../../src/notebook/index.ts";

const CONFS = new URL("../../golden/spark/confs/", import.meta.url);

/** Cases that may not be copied into the project: checked where the environment names a folder that holds them. */
const PRIVATE = process.env.TILESCOPE_PRIVATE_CONFS;

function lines<T>(file: URL | string): T[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as T);
}

interface Compiled {
  readonly compiled: unknown;
}

/** Every GroupBy inside compiled JSON, those of joins included. */
function groupBysIn(json: unknown): unknown[] {
  if (typeof json !== "object" || json === null) return [];
  return [...("keyColumns" in json && "sources" in json ? [json] : []), ...Object.values(json).flatMap(groupBysIn)];
}

/** Parsed JSON with the fraction of its two double fields restored. */
function withFloats(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(withFloats);
  if (typeof json !== "object" || json === null) return json;
  const isFloat = (name: string) => name === "samplePercent" || name === "consistencySamplePercent";
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [
      name,
      isFloat(name) ? new PythonFloat(value as number) : withFloats(value),
    ]),
  );
}

function read(json: unknown): GroupBy {
  const checked = readCompiledJson(typeof json === "string" ? json : JSON.stringify(json));
  if (!checked.ok) throw new Error(JSON.stringify(checked.diagnostics));
  expect(checked.warnings).toEqual([]);
  return checked.value;
}

const codesOf = (json: unknown): string[] => {
  const checked = validateGroupBy(json);
  return checked.ok ? [] : checked.diagnostics.filter(({ severity }) => severity === "error").map(({ code }) => code);
};

describe("GroupBys that Chronon's compiler wrote", () => {
  const groupBys = lines<Compiled>(new URL("authored.jsonl", CONFS)).flatMap(({ compiled }) => groupBysIn(compiled));

  test("are all there", () => {
    expect(groupBys).toHaveLength(11);
  });

  test.each(groupBys.map((json) => [(json as GroupBy).metaData?.name, json] as const))(
    "V5 %s round-trips",
    (_, json) => {
      expect(writeCompiledJson(read(json))).toBe(pythonJson(withFloats(json), 2));
    },
  );

  test("are valid, but for one whose feature names collide", () => {
    const refused = groupBys
      .map((json) => ({ name: (json as GroupBy).metaData?.name, codes: codesOf(json) }))
      .filter(({ codes }) => codes.length > 0);
    expect(refused).toEqual([
      { name: "golden.every_op.keyed", codes: ["group-by/duplicate-output", "group-by/duplicate-output"] },
    ]);
  });

  test("have the features that Chronon lists, and then their keys", () => {
    const listed = lines<Compiled & { kind: string; features?: string[] }>(new URL("authored.jsonl", CONFS));
    const own = listed.filter(({ kind }) => kind === "GroupBy");
    expect(own).toHaveLength(6);
    for (const { compiled, features } of own) {
      const { aggregations = [], keyColumns = [] } = read(compiled);
      expect([...expandParts(aggregations).windowed.map(outputColumnName), ...keyColumns]).toEqual(features);
    }
  });

  if (PRIVATE !== undefined) {
    test("V5 and Chronon's own samples round-trip, the quickstart's to the byte", () => {
      const samples = lines<Compiled>(`${PRIVATE}/samples.jsonl`).flatMap(({ compiled }) => groupBysIn(compiled));
      expect(samples.length).toBeGreaterThan(20);
      for (const json of samples) expect(writeCompiledJson(read(json))).toBe(pythonJson(withFloats(json), 2));
      const texts = lines<{ path: string; text: string }>(`${PRIVATE}/exact_text.jsonl`);
      const exact = texts.filter(({ path }) => path.startsWith("group_bys/"));
      expect(exact.length).toBeGreaterThan(0);
      for (const { text } of exact) expect(writeCompiledJson(read(text))).toBe(text);
    });
  }
});

interface InvalidCase {
  readonly kind: string;
  readonly name: string;
  readonly outcome: "compiled" | "exception" | "validation_error";
  readonly compiled?: unknown;
}

const { Aggregation, days, hours, Operation, select } = author;

/** The event and the entity source of the cases, and their aggregation. */
const events = (query: Partial<author.QueryOptions> = {}) =>
  author.EventSource({ table: "db.e", query: { selects: select("k", "v"), timeColumn: "ts", ...query } });
const entities = () => author.EntitySource({ snapshotTable: "db.s", query: { selects: select("k", "v") } });
const sum = (options: Partial<author.AggregationOptions> = {}) =>
  Aggregation({ inputColumn: "v", operation: Operation.SUM, ...options });
const groupBy = (options: Partial<author.GroupByOptions>) =>
  author.GroupBy({ name: "bad.v1", sources: events(), keys: ["k"], aggregations: [sum()], ...options });
const withoutTime = { selects: select("k", "v"), timeColumn: undefined };
const derived = (...derivations: author.Derivation[]) => groupBy({ derivations });

/** What Chronon's compiler refuses, written with our builders, and the code that we refuse it with. */
const REFUSED: Readonly<Record<string, readonly [GroupBy, string]>> = {
  no_time_column: [groupBy({ sources: events(withoutTime) }), "group-by/missing-time-column"],
  agg_none_events: [groupBy({ aggregations: undefined }), "group-by/no-aggregations"],
  entity_window_no_time: [
    groupBy({ sources: entities(), aggregations: [sum({ windows: [days(1)] })] }),
    "group-by/missing-time-column",
  ],
  backfill_date_hours: [
    groupBy({ backfillStartDate: "2023-01-01", aggregations: [sum({ windows: [hours(6)] })] }),
    "group-by/hours-on-snapshot",
  ],
  mismatched_sources: [
    groupBy({ sources: [events(), events({ selects: select("k", "v", "w") })] }),
    "group-by/mismatched-columns",
  ],
  percentile_missing: [
    groupBy({ aggregations: [sum({ operation: { operation: 12, argMap: {} } })] }),
    "group-by/missing-percentiles",
  ],
  no_input_column: [{ ...groupBy({}), aggregations: [{ operation: 6, argMap: {} }] }, "group-by/missing-input-column"],
  reversal_on_events: [groupBy({ sources: events({ reversalColumn: "r" }) }), "group-by/no-mutations"],
  deriv_unknown_rename: [
    derived(author.Derivation({ name: "x", expression: "v_sum_9d" })),
    "group-by/unknown-derivation-column",
  ],
  deriv_dup_name: [
    derived(
      author.Derivation({ name: "x", expression: "v_sum + 1" }),
      author.Derivation({ name: "x", expression: "v_sum + 2" }),
    ),
    "group-by/derivation-name-taken",
  ],
  incremental_entity: [groupBy({ sources: entities(), isIncremental: true }), "group-by/incremental-not-supported"],
  no_sources: [groupBy({ sources: [] }), "group-by/no-sources"],
};

/** Not a field of the compiled GroupBy of the checkout that the engine follows. */
const NOT_OURS = new Set(["upload_schedule_bad"]);

describe("GroupBys that Chronon's compiler was tried with", () => {
  const cases = lines<InvalidCase>(new URL("invalid/cases.jsonl", CONFS)).filter(({ kind }) => kind === "group_bys");
  let refused = 0;

  test.each(cases.map((testCase) => [testCase.name, testCase] as const))("%s", (name, { outcome, compiled }) => {
    if (outcome === "compiled") {
      expect(codesOf(compiled)).toEqual([]);
      expect(writeCompiledJson(read(compiled))).toBe(pythonJson(compiled, 2));
      return;
    }
    const written = REFUSED[name];
    if (written === undefined) {
      expect(NOT_OURS).toContain(name);
      return;
    }
    refused++;
    expect(codesOf(written[0])).toEqual([written[1]]);
  });

  afterAll(() => {
    expect(cases).toHaveLength(16);
    expect(refused).toBe(12);
  });
});
