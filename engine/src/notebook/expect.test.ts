import { describe, expect, it } from "vitest";
import {
  Aggregation,
  EventSource,
  Expect,
  Fetch,
  GroupBy,
  hours,
  LiveTopic,
  minutes,
  Operation,
  Query,
  Rows,
} from "./index.ts";

const of = GroupBy({
  sources: [EventSource({ topic: "sales", query: Query({ timeColumn: "created" }) })],
  keys: ["customer_id"],
  aggregations: [Aggregation({ inputColumn: "amount", operation: Operation.SUM, windows: [hours(6)] })],
});
const given = Rows({ topic: "sales", timeColumn: "created", rows: [{ customer_id: "c1", amount: 5, created: 1_000 }] });
const key = { customer_id: "c1" };

/** As a notebook without types would call it. */
const loosely = (options: unknown) => () => Expect(options as Parameters<typeof Expect>[0]);

describe("Expect", () => {
  it("is plain data with the job's settings, as a timeline has them", () => {
    const view = Expect({
      of,
      given,
      key,
      at: "1970-01-01T00:00:02Z",
      toBe: { amount_sum_6h: 5 },
      tileSizeMs: minutes(1),
    });
    expect(JSON.parse(JSON.stringify(view))).toEqual(view);
    expect(view).toMatchObject({
      kind: "expect",
      groupBy: of,
      stream: given,
      keys: key,
      atMs: 2_000,
      toBe: { amount_sum_6h: 5 },
      settings: { mode: "tiled", outOfOrdernessMs: minutes(5), tileSizeMs: minutes(1) },
    });
    expect(Expect({ of, given, online: "equals offline" })).not.toHaveProperty("toBe");
  });

  it.each([
    [{ of, given, key }, /either toBe.*or online/],
    [{ of, given, key, toBe: { a: 1 }, online: "equals offline" }, /either toBe.*or online/],
    [{ of, given, online: "is offline" }, /not "is offline"/],
    [{ of, given, toBe: { a: 1 } }, /needs key by column/],
    [{ of, given, key: "c1", toBe: { a: 1 } }, /needs key by column/],
    [{ of, given, key, toBe: 5 }, /needs toBe by column/],
    [{ of, given, key, toBe: {} }, /names no feature/],
    [{ of, given, key, toBe: { a: 1 }, at: "noon" }, /Not a time: "noon"/],
    [{ given, key, toBe: { a: 1 } }, /Add of:/],
    [{ of, key, toBe: { a: 1 } }, /Add given:/],
    [{ of, given: LiveTopic({ topic: "sales", schema: {} }), key, toBe: { a: 1 } }, /those of a live topic are not/],
  ])("refuses %#", (options, says) => {
    expect(loosely(options)).toThrow(says);
  });
});

describe("Fetch", () => {
  it("asks for a key at a moment", () => {
    expect(Fetch({ of, given, key, at: 2_000 })).toMatchObject({
      kind: "fetch",
      keys: key,
      atMs: 2_000,
      repetitions: 200,
    });
    expect(() => Fetch({ of, given } as unknown as Parameters<typeof Fetch>[0])).toThrow(
      /The fetch needs key by column/,
    );
  });
});
