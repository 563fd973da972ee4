import { expect, test } from "vitest";
import { Accuracy, type GroupBy, Operation } from "../../group-by/group-by.ts";
import type { Schema } from "../../schema/schema.ts";
import { readServingInfo, servedGroupBy, writeServingInfo } from "../../serving/stored-serving-info.ts";
import { outputCodec } from "../../tile/index.ts";
import { DAY_MS, HOUR_MS } from "../../time/duration.ts";
import { days } from "../../time/window.ts";
import { startOfDs } from "../source/ds.ts";
import { warehouseOf } from "../source/table.ts";
import { uploadGroupBy, uploadPuts } from "./upload-group-by.ts";

const SCHEMA: Schema = [
  { name: "user", type: "string" },
  { name: "amount", type: "long" },
  { name: "parts", type: { list: "long" } },
  { name: "ts", type: "long" },
  { name: "ds", type: "string" },
];
const END = startOfDs("2024-01-05");
const row = (user: string, amount: number, timeMs: number, ds: string, parts: number[] = []) => [
  user,
  amount,
  parts,
  timeMs,
  ds,
];
const warehouse = warehouseOf([
  {
    name: "payments",
    schema: SCHEMA,
    rows: [
      row("a", 1, END - 2 * DAY_MS, "2024-01-03"),
      row("a", 2, END - 1, "2024-01-05"),
      row("a", 4, END, "2024-01-05"),
      row("old", 8, END - 10 * DAY_MS, "2024-01-04"),
    ],
  },
]);
const selects = { user: "user", amount: "amount" };
const groupBy = (accuracy: Accuracy, query: object = { timeColumn: "ts" }): GroupBy => ({
  metaData: { name: "shop.payments" },
  sources: [{ events: { table: "payments", query: { selects, ...query } } }],
  keyColumns: ["user"],
  aggregations: [{ inputColumn: "amount", operation: Operation.SUM, windows: [days(2), days(30)] }],
  accuracy,
});

async function outputs(given: GroupBy, endDs = "2024-01-04"): Promise<unknown> {
  const upload = await uploadGroupBy(given, warehouse, endDs);
  const codec = outputCodec(servedGroupBy(upload.servingInfo).plan);
  return upload.rows.map(({ keyBytes, valueBytes }) => [...upload.key.decode(keyBytes), ...codec.decode(valueBytes)]);
}

test("a snapshot reads partitions up to its day, and windows up to midnight", async () => {
  expect(await outputs(groupBy(Accuracy.SNAPSHOT))).toEqual([
    ["a", 1, 1],
    ["old", null, 8],
  ]);
});

test("a batch IR also reads the next day's partition, and leaves out what is not before its end", async () => {
  const upload = await uploadGroupBy(groupBy(Accuracy.TEMPORAL), warehouse, "2024-01-04");
  expect(upload.batchEndMs).toBe(END);
  expect(upload.rows.map(({ keyBytes }) => upload.key.decode(keyBytes))).toEqual([["a"], ["old"]]);
  expect(upload.value.recordName).toBe("shop_payments_IR");
});

test("events without a time column happen in the last ms of their day", async () => {
  expect(await outputs(groupBy(Accuracy.SNAPSHOT, {}))).toEqual([
    ["a", 1, 1],
    ["old", 8, 8],
  ]);
});

test("cumulative events are read from their newest partition only", async () => {
  const given = groupBy(Accuracy.SNAPSHOT);
  const [source] = given.sources ?? [];
  const cumulative = { ...given, sources: [{ events: { ...source?.events, isCumulative: true } }] };
  expect(await outputs(cumulative, "2024-01-05")).toEqual([["a", 6, 6]]);
});

test("entities are those of the day; windows look at times to the ms, and other features follow", async () => {
  const entities = { snapshotTable: "payments", query: { selects, timeColumn: "ts" } };
  const sum = { inputColumn: "amount", operation: Operation.SUM };
  const given: GroupBy = { ...groupBy(Accuracy.SNAPSHOT), sources: [{ entities }] };
  expect(await outputs({ ...given, aggregations: [{ ...sum, windows: [days(1)] }, sum] }, "2024-01-05")).toEqual([
    ["a", 4, 6],
  ]);
  expect(await outputs({ ...given, aggregations: [{ ...sum, windows: [days(1)] }, sum] }, "2024-01-04")).toEqual([
    ["old", null, 8],
  ]);
  expect(await outputs({ ...given, aggregations: [sum] }, "2024-01-05")).toEqual([["a", 6]]);
});

test("puts carry the serving info, which reads back", async () => {
  const streamed = groupBy(Accuracy.TEMPORAL, { timeColumn: "ts + 0", wheres: ["size(parts) >= 0"] });
  const [source] = streamed.sources ?? [];
  const given = { ...streamed, sources: [{ events: { ...source?.events, topic: "payments/host=x" } }] };
  const upload = await uploadGroupBy(given, warehouse, "2024-01-04");
  const puts = uploadPuts(upload, END + HOUR_MS);
  expect(puts.map(({ dataset, tsMillis }) => [dataset, tsMillis])).toEqual(
    Array.from({ length: 3 }, () => ["SHOP_PAYMENTS_BATCH", END + HOUR_MS]),
  );
  const [info] = puts.slice(-1);
  expect(new TextDecoder().decode(info?.keyBytes)).toBe("group_by_serving_info");
  const read = readServingInfo(new TextDecoder().decode(info?.valueBytes));
  const { groupBy: _conf, ...schemas } = upload.servingInfo;
  expect(read).toMatchObject(schemas);
  expect(read.groupBy).toMatchObject(given);
  expect(writeServingInfo(read)).toBe(new TextDecoder().decode(info?.valueBytes));
  expect(read.batchEndDate).toBe("2024-01-05");
  expect(read.inputAvroSchema?.fields.map(({ name }) => name)).toEqual(["user", "amount", "parts", "ts"]);
  expect(servedGroupBy(read).plan.inputSchema).toEqual([{ name: "amount", type: "long" }]);
  expect(new TextDecoder().decode(info?.valueBytes)).toContain(
    '"keyAvroSchema":"{\\n  \\"type\\" : \\"record\\",\\n  \\"name\\" : \\"Key\\",',
  );
});

test("a serving info that is something else is refused", () => {
  for (const text of ["", "{}", '{"groupBy":{},"keyAvroSchema":"x"}', "null"])
    expect(() => readServingInfo(text)).toThrow(expect.objectContaining({ code: "serving/bad-serving-info" }));
});

test("only snapshots of events can be incremental", async () => {
  const given = { ...groupBy(Accuracy.TEMPORAL), isIncremental: true };
  await expect(uploadGroupBy(given, warehouse, "2024-01-04")).rejects.toMatchObject({ code: "offline/bad-upload" });
});
