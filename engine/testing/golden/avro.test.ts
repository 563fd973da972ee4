import { afterAll, expect, test } from "vitest";
import { avro } from "../../src/conformance/avro.ts";
import { aggregationsOf, arrayOf, objectOf } from "../../src/conformance/chronon-case.ts";
import { Operation } from "../../src/group-by/group-by.ts";
import { bytesFromHex, type Json, valueToJson } from "../../src/schema/json.ts";
import type { StructType } from "../../src/schema/schema.ts";
import { createRecordCodec } from "../../src/tile/record-codec.ts";
import { chrononCases } from "./chronon-cases.ts";
import { columnDifferences, columnRules, difference } from "./compare-values.ts";

const cases = chrononCases("avro.jsonl");

/** How often bytes were compared, and why not otherwise. */
const counts = { exact: 0, afterDecoding: 0, referenceFails: 0, javaSerialised: 0 };

type JsonObject = { readonly [name: string]: Json };

/** Aggregations whose stored IR is a Java serialisation in the reference, which is not reproduced. */
const isJavaSerialised = (testCase: (typeof cases)[number]): boolean =>
  testCase.subkind !== "output" &&
  testCase.aggregations !== undefined &&
  aggregationsOf(testCase.aggregations).some(({ operation }) => operation === Operation.APPROX_HISTOGRAM_K);

/** The record that the bytes hold, as JSON by field name. */
function decoded(recordType: Json | undefined, hex: Json | undefined): JsonObject {
  const { struct, fields } = recordType as unknown as StructType;
  const row = createRecordCodec(struct, fields).decode(bytesFromHex(String(hex)));
  return Object.fromEntries(fields.map(({ name, type }, i) => [name, valueToJson(type, row[i] ?? null)]));
}

/** A record without its hops, and each hop by its place, so that columns can be compared by their rules. */
function columnsOf(subkind: Json | undefined, record: JsonObject): JsonObject[] {
  if (subkind === "output") return [record];
  const hops = arrayOf(record.tailHopIrs ?? []).flatMap((sameSize) => arrayOf(sameSize).map(objectOf));
  return [objectOf(record.collapsedIr), ...hops.map(({ ts: _, ...columns }) => columns)];
}

test.each(cases.map((testCase) => [testCase.id, testCase] as const))("V1 V2: %s", async (_id, testCase) => {
  const answer = await avro(testCase, async () => "");
  if (!("actual" in answer)) throw new Error(answer.unsupported);
  const [expected, actual] = [objectOf(testCase.expected), objectOf(answer.actual)];
  const found: (string | null)[] = [];
  for (const part of ["recordType", "avroSchema"]) found.push(difference(expected[part] ?? null, actual[part] ?? null));

  const rules = testCase.aggregations === undefined ? null : columnRules(testCase);
  const compareBytes = (left: JsonObject, right: JsonObject): void => {
    if ("error" in left) counts.referenceFails++;
    else if (isJavaSerialised(testCase)) counts.javaSerialised++;
    else if (!left.unordered && left.hex === right.hex) counts.exact++;
    else if (!left.unordered) found.push(`hex: expected ${left.hex}, got ${right.hex}`);
    else {
      counts.afterDecoding++;
      const [one, other] = [left, right].map(({ hex }) => decoded(expected.recordType, hex));
      if (one === undefined || other === undefined || rules === null) {
        found.push(difference(one ?? null, other ?? null));
        return;
      }
      const others = columnsOf(testCase.subkind, other);
      const kind = testCase.subkind === "output" ? "output" : "ir";
      for (const [i, columns] of columnsOf(testCase.subkind, one).entries())
        found.push(...columnDifferences(rules, kind, columns, others[i]));
    }
  };

  if (expected.rows !== undefined) {
    const rows = arrayOf(actual.rows).map(objectOf);
    expect(rows).toHaveLength(arrayOf(expected.rows).length);
    for (const [i, row] of arrayOf(expected.rows).map(objectOf).entries()) {
      found.push(difference(row.value ?? null, rows[i]?.value ?? null));
      compareBytes(row, rows[i] ?? {});
    }
  } else {
    if (rules === null) found.push(difference(expected.value ?? null, actual.value ?? null));
    else if (testCase.subkind === "tile") found.push(...columnDifferences(rules, "ir", expected.ir, actual.ir));
    else if (testCase.subkind === "output")
      found.push(...columnDifferences(rules, "output", expected.value, actual.value));
    else found.push(...batchIrDifferences(rules, objectOf(expected.value), objectOf(actual.value)));
    compareBytes(expected, actual);
  }
  expect(found.filter((line) => line !== null)).toEqual([]);
});

function batchIrDifferences(rules: ReturnType<typeof columnRules>, left: JsonObject, right: JsonObject): string[] {
  const hops = (batch: JsonObject) =>
    arrayOf(batch.tailHops).flatMap((sameSize) => {
      const { hopSize, hops } = objectOf(sameSize);
      return arrayOf(hops).map((hop) => ({ at: `${hopSize} ${objectOf(hop).ts}`, ir: objectOf(hop).ir }));
    });
  const [leftHops, rightHops] = [hops(left), hops(right)];
  expect(rightHops.map(({ at }) => at)).toEqual(leftHops.map(({ at }) => at));
  return [
    ...columnDifferences(rules, "ir", left.collapsed, right.collapsed),
    ...leftHops.flatMap(({ ir }, i) => columnDifferences(rules, "ir", ir, rightHops[i]?.ir)),
  ];
}

test("A11 a value that the reference cannot encode round-trips all the same", async () => {
  const schema: Json = [
    { name: "l", type: { list: "long" } },
    { name: "s", type: "short" },
  ];
  const value: Json = { l: [1, null], s: 7 };
  const answer = await avro(
    { id: "x", kind: "avro", subkind: "row", recordName: "R", schema, expected: { rows: [{ value }] } },
    async () => "",
  );
  expect("actual" in answer && objectOf(objectOf(answer.actual).rows?.[0 as never] ?? {})).toEqual({
    value,
    hex: "04020402020000020e",
  });
});

afterAll(() => {
  expect(cases.length).toBe(302);
  expect(counts).toEqual({ exact: 372, afterDecoding: 83, referenceFails: 107, javaSerialised: 10 });
});
