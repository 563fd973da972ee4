import { afterAll, expect, test } from "vitest";
import { arrayOf, objectOf } from "../../src/conformance/chronon-case.ts";
import { upload } from "../../src/conformance/upload.ts";
import type { GroupBy } from "../../src/group-by/group-by.ts";
import type { Json } from "../../src/schema/json.ts";
import { schemaFromAvro } from "../../src/serving/schema-from-avro.ts";
import type { AvroRecord } from "../../src/tile/index.ts";
import { type ColumnRule, columnDifferences, difference } from "./compare-values.ts";
import { groupByRules, joinCases, plainNames } from "./join-cases.ts";

const cases = joinCases("upload.jsonl");
/** How many values have the reference's bytes, and how many differ in the order of maps and sets only. */
const counts = { exact: 0, afterDecoding: 0 };

/** Columns of a value: finished features, or the collapsed part and each hop of a batch IR. */
function partsOf(
  value: Json,
): { readonly kind: "ir" | "output"; readonly columns: { readonly [name: string]: Json } }[] {
  const record = objectOf(value);
  if (!("tailHopIrs" in record)) return [{ kind: "output", columns: plainNames(record) }];
  const hops = arrayOf(record.tailHopIrs).flatMap((sameSize) => arrayOf(sameSize).map(plainNames));
  return [
    { kind: "ir", columns: plainNames(record.collapsedIr) },
    ...hops.map(({ ts: _ts, ...columns }) => ({ kind: "ir" as const, columns })),
  ];
}

const hopTimes = (value: Json): Json =>
  arrayOf(objectOf(value).tailHopIrs ?? []).map((sameSize) => arrayOf(sameSize).map((hop) => objectOf(hop).ts ?? null));

function valueDifferences(rules: ReadonlyMap<string, ColumnRule>, expected: Json, actual: Json): (string | null)[] {
  const others = partsOf(actual);
  const columns = partsOf(expected).flatMap(({ kind, columns }, i) =>
    columnDifferences(rules, kind, columns, others[i]?.columns),
  );
  return [difference(hopTimes(expected), hopTimes(actual)), ...columns];
}

test.each(cases.map((testCase) => [testCase.id, testCase] as const))("%s", async (_id, testCase) => {
  const answer = await upload(testCase, async () => "");
  if (!("actual" in answer)) throw new Error(answer.unsupported);
  const [expected, actual] = [objectOf(testCase.expected), objectOf(answer.actual)];
  const found: (string | null)[] = [];
  for (const part of ["servingInfo", "valueAvroSchema", "batchDataset", "streamingDataset"])
    found.push(difference(expected[part] ?? null, actual[part] ?? null, undefined, part));

  const selected = objectOf(expected.servingInfo).selectedAvroSchema as unknown as AvroRecord;
  const rules = groupByRules(testCase.conf as unknown as GroupBy, schemaFromAvro(selected));
  const rows = new Map(arrayOf(actual.rows).map((row) => [objectOf(row).keyHex, objectOf(row)]));
  expect(rows.size).toBe(arrayOf(expected.rows).length);
  for (const row of arrayOf(expected.rows).map(objectOf)) {
    const other = rows.get(row.keyHex ?? null) ?? {};
    found.push(difference(row.key ?? null, other.key ?? null));
    if (row.valueHex === other.valueHex) counts.exact++;
    else {
      counts.afterDecoding++;
      found.push(...valueDifferences(rules, row.value ?? null, other.value ?? null));
    }
  }
  expect(found.filter((line) => line !== null)).toEqual([]);
});

afterAll(() => {
  expect(cases.length).toBe(36);
  expect(counts).toEqual({ exact: 263, afterDecoding: 107 });
});
