import fc from "fast-check";
import { expect, it } from "vitest";
import { type ChrononDefinition, writeDefinition } from "../../src/group-by/chronon/definition.ts";
import { readChrononPython } from "../../src/group-by/chronon/python/read-chronon-python.ts";
import { writeChrononPython } from "../../src/group-by/chronon/text/write-chronon-python.ts";
import { writeNotebookCell } from "../../src/group-by/chronon/text/write-notebook-cell.ts";
import { Accuracy, type GroupBy, Operation } from "../../src/group-by/group-by.ts";
import type { Join } from "../../src/group-by/join.ts";
import * as author from "../../src/notebook/index.ts";
import { checkAsync } from "../property.ts";

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 8 }),
  fc.constantFrom("'", '"', "\\", "\n", "{}", "a'\"b", "# no"),
);
/** Keys without a backslash: Node 24's JSON.parse reads the key of `{"'":1,"\"":1}` wrongly once it has read `{"'":1,"\\":1}`. */
const key = text.filter((one) => !one.includes("\\"));
const name = fc.stringMatching(/^[a-z_][a-z0-9_]{0,8}$/);
const column = fc.oneof({ weight: 3, arbitrary: name }, { weight: 1, arbitrary: key }).filter((one) => one !== "ts");
const optional = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(model, { requiredKeys: [] });
const texts = fc.array(text, { maxLength: 3 });
const textDict = fc.dictionary(key, text, { maxKeys: 3 });
const flag = fc.boolean();

const settings = optional({
  wheres: texts,
  timeColumn: text,
  startPartition: text,
  endPartition: text,
  setups: texts,
  mutationTimeColumn: text,
  reversalColumn: text,
  partitionColumn: name,
});
/** Compiled JSON always names its columns. */
const query = fc
  .record({ settings, selects: fc.dictionary(column, fc.oneof(column, text), { minKeys: 1, maxKeys: 4 }) })
  .map(({ settings: given, selects }) => ({ ...given, selects }));
const source: fc.Arbitrary<author.Source> = fc.oneof(
  fc
    .record({ query, table: text, topic: text, isCumulative: flag }, { requiredKeys: ["query", "table"] })
    .map(author.EventSource),
  fc
    .record(
      { query, snapshotTable: text, mutationTable: text, mutationTopic: text },
      { requiredKeys: ["query", "snapshotTable"] },
    )
    .map(author.EntitySource),
);

const CHRONON = Object.values(Operation).filter((one) => one < 1_000);
const argMap = fc.oneof(
  fc.constant({}),
  fc.nat(300).map((k) => ({ k: String(k) })),
  fc
    .tuple(fc.array(fc.double({ min: 0.001, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 3 }), fc.nat(300))
    .map(([ranks, k]) => author.Operation.APPROX_PERCENTILE(ranks, k).argMap),
  textDict,
);
const windows = fc.array(
  fc.record({
    length: fc.integer({ min: -(2 ** 31) + 1, max: 2 ** 31 - 1 }),
    timeUnit: fc.constantFrom(0 as const, 1 as const),
  }),
  { maxLength: 3 },
);
const aggregation = fc
  .record(
    {
      inputColumn: column,
      operation: fc.record({ operation: fc.constantFrom(...CHRONON), argMap }),
      windows,
      buckets: fc.array(column, { maxLength: 2 }),
      elementWise: flag,
    },
    { requiredKeys: ["inputColumn", "operation"] },
  )
  .map(author.Aggregation);
const derivation = fc
  .record(
    { name: text, expression: text, description: text.filter((one) => one !== "") },
    { requiredKeys: ["name", "expression"] },
  )
  .map(author.Derivation);

/** A setting of the author's own. JSON has no whole numbers beyond 2^53, and Python's floats are not whole. */
const looseValue = fc.oneof(
  text,
  flag,
  fc.constant(null),
  fc.maxSafeInteger(),
  fc.constantFrom(0.5, -1e-7),
  texts,
  textDict,
);

/** Names that files of a repository give. */
const fullName = fc.tuple(name, name, name).map((parts) => parts.join("."));

/** A GroupBy as the builders make it, with every setting that both Python and a notebook have. */
const groupBy: fc.Arbitrary<GroupBy> = fc
  .record(
    {
      name: fullName,
      sources: fc.array(source, { minLength: 1, maxLength: 2 }),
      keys: fc.array(column, { minLength: 1, maxLength: 2 }),
      aggregations: fc.array(aggregation, { maxLength: 3 }),
      accuracy: fc.constantFrom(Accuracy.TEMPORAL, Accuracy.SNAPSHOT),
      online: flag,
      production: flag,
      derivations: fc.array(derivation, { maxLength: 2 }),
      description: text,
      backfillStartDate: text,
      isIncremental: flag,
      outputNamespace: text,
      tableProperties: textDict,
      env: fc.dictionary(key, textDict, { maxKeys: 2 }),
      offlineSchedule: text,
      lag: fc.nat(40),
      deprecationDate: text,
      tags: textDict,
      customJson: fc.dictionary(
        name.filter((one) => !TAKEN.has(one)),
        looseValue,
        { maxKeys: 2 },
      ),
    },
    { requiredKeys: ["name", "sources", "keys", "aggregations"] },
  )
  .map((options) => author.GroupBy({ ...options, team: options.name.split(".")[0] ?? "" }));

const TAKEN = new Set(
  "sources keys aggregations online production backfill_start_date dependencies env table_properties output_namespace accuracy lag offline_schedule upload_schedule name tags derivations historical_backfill deprecation_date description is_incremental groupby_tags column_tags uploadSchedule".split(
    " ",
  ),
);

/** The definition after Chronon's Python, and what was lost on the way. */
async function throughPython(definition: ChrononDefinition): Promise<{ text: string | undefined; lost: string[] }> {
  const written = await writeChrononPython([definition]);
  if (!written.ok) throw new Error(JSON.stringify(written.diagnostics));
  const [first] = written.value;
  if (first === undefined) throw new Error("No file was written.");
  const readFile = (path: string) => written.value.find((file) => file.path === path)?.text ?? null;
  const { definitions, diagnostics } = await readChrononPython(first, { readFile });
  if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics) + first.text);
  const found = definitions.find((one) => one.definition.metaData?.name === definition.definition.metaData?.name);
  const lost = written.warnings.filter(({ code }) => code === "export/changed").map(({ message }) => message);
  return { text: found && writeDefinition(found), lost };
}

const ofGroupBys = "V7 random GroupBys come back from Python as they went";
it(ofGroupBys, async () => {
  await checkAsync(
    ofGroupBys,
    fc.asyncProperty(groupBy, async (definition) => {
      const given: ChrononDefinition = { kind: "GroupBy", definition };
      expect(await throughPython(given)).toEqual({ text: writeDefinition(given), lost: [] });
    }),
  );
});

const join: fc.Arbitrary<Join> = fc
  .record({
    name: fullName,
    left: fc.record({
      table: text,
      selects: fc.dictionary(column, text, { minKeys: 1, maxKeys: 3 }),
      timeColumn: text,
    }),
    parts: fc.uniqueArray(fc.record({ groupBy, prefix: fc.option(name) }), {
      minLength: 1,
      maxLength: 3,
      selector: ({ groupBy: one }) => one.metaData?.name,
    }),
    skewKeys: fc.dictionary(key, texts, { maxKeys: 2 }),
    rowIds: texts,
    samplePercent: fc.double({ min: 0, max: 100, noNaN: true }),
    online: fc.constantFrom(0 as const, 1 as const),
  })
  .map(({ name: own, left, parts, skewKeys, rowIds, samplePercent, online }) => {
    const { table, selects, timeColumn } = left;
    const dependency = author.GroupBy({
      sources: [author.EventSource({ table, query: { selects: { k: "k" }, timeColumn } })],
      keys: ["k"],
      aggregations: [],
    }).metaData?.dependencies;
    return {
      metaData: {
        name: own,
        online,
        production: 0 as const,
        customJson: '{"check_consistency": false, "lag": 0, "join_tags": null, "join_part_tags": {}}',
        dependencies: [
          ...new Set([...(dependency ?? []), ...parts.flatMap((part) => part.groupBy.metaData?.dependencies ?? [])]),
        ],
        team: own.split(".")[0] ?? "",
        samplePercent,
        offlineSchedule: "@daily",
      },
      left: { events: { table, query: { selects: { ...selects, ts: timeColumn }, timeColumn, setups: [] } } },
      joinParts: parts.map((part) => ({ groupBy: part.groupBy, ...(part.prefix !== null && { prefix: part.prefix }) })),
      skewKeys,
      rowIds,
    };
  });

const ofJoins = "V7 random Joins come back from Python as they went";
it(ofJoins, async () => {
  await checkAsync(
    ofJoins,
    fc.asyncProperty(join, async (definition) => {
      const given: ChrononDefinition = { kind: "Join", definition };
      expect(await throughPython(given)).toEqual({ text: writeDefinition(given), lost: [] });
    }),
    { factor: 0.5 },
  );
});

const ofCells = "V7 random GroupBys come back from a notebook cell as they went";
it(ofCells, async () => {
  await checkAsync(
    ofCells,
    fc.asyncProperty(groupBy, async (definition) => {
      const { source: cell, imports } = writeNotebookCell(definition, "sales");
      const code = cell.replace(/^export const sales = /, "return ");
      const api = new Map<string, unknown>(Object.entries(author));
      const made: unknown = new Function(...imports, code)(...imports.map((one) => api.get(one)));
      expect(JSON.parse(JSON.stringify(made))).toEqual(JSON.parse(JSON.stringify(definition)));
    }),
  );
});
