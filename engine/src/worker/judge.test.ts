import { describe, expect, it } from "vitest";
import {
  Aggregation,
  arriving,
  Column,
  Derivation,
  days,
  EventSource,
  Expect,
  type ExpectView,
  Fetch,
  GroupBy,
  hours,
  minutes,
  Operation,
  Query,
  Rows,
  Stream,
} from "../notebook/index.ts";
import type { CallContext, EngineSessionOptions } from "./call-context.ts";
import { DefinitionError } from "./definition-error.ts";
import { fetchFeatures } from "./fetch.ts";
import { judge } from "./judge.ts";
import { runStream } from "./run.ts";

const context: CallContext = { signal: new AbortController().signal, onProgress: () => undefined };
let ticks = 0;
const options: EngineSessionOptions = {
  nowMs: () => ticks++,
  breathe: async () => undefined,
  readFile: () => Promise.reject(new Error("No files here.")),
};

const DAY = "2024-01-15T";
const ms = (time: string) => Date.parse(`${DAY}${time}Z`);
const groupBy = (aggregations: readonly Aggregation[], more: Partial<Parameters<typeof GroupBy>[0]> = {}) =>
  GroupBy({
    name: "spending",
    sources: [EventSource({ topic: "orders", query: Query({ timeColumn: "created" }) })],
    keys: ["customer_id"],
    aggregations,
    ...more,
  });
const spending = groupBy([
  Aggregation({ inputColumn: "amount", operation: Operation.SUM, windows: [hours(1)] }),
  Aggregation({ inputColumn: "amount", operation: Operation.COUNT, windows: [hours(1)] }),
]);
const order = (customer_id: string, amount: number, time: string) => ({ customer_id, amount, created: ms(time) });
const orders = Rows({
  topic: "orders",
  timeColumn: "created",
  schema: { amount: "double" },
  rows: [
    order("c1", 3, "10:01:00"),
    order("c1", 4, "10:20:00"),
    order("c2", 7, "10:30:00"),
    order("c1", 5, "11:02:30"),
    // Its tile was closed at 10:40: dropped.
    arriving(order("c2", 8, "10:32:00"), { after: minutes(60) }),
  ],
});

async function verdictOf(view: ExpectView) {
  return judge(await runStream({ runId: "r", ...view }, options, context), view, options, context);
}

async function diagnosticsOf(view: ExpectView) {
  const error: unknown = await verdictOf(view).catch((thrown: unknown) => thrown);
  if (!(error instanceof DefinitionError)) throw new Error("It could hold.");
  return error.diagnostics;
}

describe("a value at a time", () => {
  it("passes when the job serves it", async () => {
    const verdict = await verdictOf(
      Expect({
        of: spending,
        given: orders,
        key: { customer_id: "c1" },
        at: `${DAY}11:00:00Z`,
        toBe: { amount_sum_1h: 7, amount_count_1h: 2 },
      }),
    );
    expect(verdict).toMatchObject({ passed: true, compared: 2, failures: 0, keys: 1 });
  });

  it("fails with what is served, and with the reason why that is not the exact value", async () => {
    // The window of one hour begins at 10:03, its tail hop at 10:00: the order of 10:01 counts.
    const verdict = await verdictOf(
      Expect({
        of: spending,
        given: orders,
        key: { customer_id: "c1" },
        at: `${DAY}11:03:00Z`,
        toBe: { amount_sum_1h: 9 },
      }),
    );
    expect(verdict.passed).toBe(false);
    expect(verdict.values).toMatchObject([
      {
        feature: "amount_sum_1h",
        expected: 9,
        actual: 12,
        passed: false,
        reasons: [{ kind: "tail-rounding", events: 1 }],
      },
    ]);
  });

  it("gives no reason where the served value is exact: then the expectation itself is wrong", async () => {
    const verdict = await verdictOf(
      Expect({
        of: spending,
        given: orders,
        key: { customer_id: "c1" },
        at: `${DAY}10:30:00Z`,
        toBe: { amount_sum_1h: 8 },
      }),
    );
    expect(verdict.values).toMatchObject([{ expected: 8, actual: 7, passed: false, reasons: [], tolerance: null }]);
  });

  it("knows only what had arrived by then", async () => {
    const toBe = { amount_count_1h: 1 };
    const at = (time: string) =>
      verdictOf(Expect({ of: spending, given: orders, key: { customer_id: "c1" }, at: `${DAY}${time}Z`, toBe }));
    expect((await at("10:20:00")).passed).toBe(true);
    expect((await at("10:20:00.001")).passed).toBe(false);
  });

  it("serves nothing for a key that no event has, and before the first event", async () => {
    const nobody = { of: spending, given: orders, key: { customer_id: "nobody" } };
    expect(await verdictOf(Expect({ ...nobody, toBe: { amount_sum_1h: null } }))).toMatchObject({
      passed: true,
      values: [{ key: "nobody", known: false, actual: null }],
    });
    expect((await verdictOf(Expect({ ...nobody, toBe: { amount_sum_1h: 0 } }))).passed).toBe(false);
    const early = { of: spending, given: orders, key: { customer_id: "c1" }, at: `${DAY}09:00:00Z` };
    expect((await verdictOf(Expect({ ...early, toBe: { amount_count_1h: null } }))).passed).toBe(true);
  });

  it("takes floating sums up to their rounding, and says so; nothing else", async () => {
    const rows = [0.1, 0.2, 0.3].map((amount, i) => order("c1", amount, `10:0${2 * i}:00`));
    const given = Rows({ topic: "orders", timeColumn: "created", rows });
    const sums = { of: spending, given, key: { customer_id: "c1" } };
    const verdict = await verdictOf(Expect({ ...sums, toBe: { amount_sum_1h: 0.6 } }));
    expect(verdict.values).toMatchObject([{ passed: true, tolerance: "within 1e-9, the rounding of sums" }]);
    expect((await verdictOf(Expect({ ...sums, toBe: { amount_sum_1h: 0.600001 } }))).passed).toBe(false);
    expect((await verdictOf(Expect({ ...sums, toBe: { amount_count_1h: 4 } }))).passed).toBe(false);
  });

  it("judges derived features, and those of an untiled job", async () => {
    const of = groupBy([Aggregation({ inputColumn: "amount", operation: Operation.SUM, windows: [hours(1)] })], {
      derivations: [Derivation({ name: "twice", expression: "amount_sum_1h * 2" })],
    });
    const asked = { of, given: orders, key: { customer_id: "c1" }, at: `${DAY}10:30:00Z` };
    expect((await verdictOf(Expect({ ...asked, toBe: { twice: 14 } }))).passed).toBe(true);
    expect((await verdictOf(Expect({ ...asked, mode: "untiled", toBe: { twice: 14 } }))).passed).toBe(true);
    expect((await verdictOf(Expect({ ...asked, mode: "untiled", toBe: { twice: 15 } }))).passed).toBe(false);
  });
});

describe("an expectation that could not hold", () => {
  const asked = { of: spending, given: orders };

  it("names the closest feature", async () => {
    const view = Expect({ ...asked, key: { customer_id: "c1" }, toBe: { amount_sum_1d: 1, amount_count_1h: 2 } });
    expect(await diagnosticsOf(view)).toMatchObject([
      {
        code: "expect/unknown-feature",
        path: ["toBe", "amount_sum_1d"],
        hint: expect.stringMatching(/^Did you mean amount_sum_1h/),
      },
    ]);
  });

  it("says which type a value and a key have", async () => {
    expect(
      await diagnosticsOf(Expect({ ...asked, key: { customer_id: "c1" }, toBe: { amount_count_1h: "2 of" } })),
    ).toMatchObject([
      {
        code: "expect/wrong-type",
        path: ["toBe", "amount_count_1h"],
        message: 'amount_count_1h is long; "2 of" is not.',
      },
    ]);
    expect(
      await diagnosticsOf(Expect({ ...asked, key: { customer_id: 1 }, toBe: { amount_count_1h: 2 } })),
    ).toMatchObject([
      {
        code: "key/wrong-type",
        path: ["keys", "customer_id"],
        message: "The key column customer_id is string; 1 is not.",
      },
    ]);
    expect(
      await diagnosticsOf(Expect({ ...asked, key: { customer: "c1" }, toBe: { amount_count_1h: 2 } })),
    ).toMatchObject([
      { code: "key/unknown-column", hint: "Did you mean customer_id?" },
      { code: "key/missing-column", path: ["keys"] },
    ]);
  });
});

describe("online equals offline", () => {
  it("holds for every key where nothing came late", async () => {
    const given = Stream({
      topic: "orders",
      seed: 5,
      duration: hours(5),
      columns: { customer_id: Column.key(), amount: Column.integer(1, 9), created: Column.time() },
      disorder: { share: 0 },
    });
    const verdict = await verdictOf(Expect({ of: spending, given, online: "equals offline" }));
    expect(verdict).toMatchObject({ passed: true, failures: 0, values: [] });
    expect(verdict.compared).toBe(2 * verdict.keys);
    expect(verdict.keys).toBeGreaterThan(10);
  });

  it("fails for a late event with its reason, and not for the tail, which both have", async () => {
    const verdict = await verdictOf(
      Expect({ of: spending, given: orders, at: `${DAY}11:34:00Z`, online: "equals offline" }),
    );
    // By hand: of c2 the orders of 10:30 (7) and of 10:32 (8) are in [10:30, 11:34); the second was dropped.
    expect(verdict).toMatchObject({ passed: false, keys: 2, compared: 4, failures: 2 });
    expect(verdict.values).toMatchObject([
      { key: "c2", feature: "amount_sum_1h", expected: 15, actual: 7, reasons: [{ kind: "late-drop", events: 1 }] },
      { key: "c2", feature: "amount_count_1h", expected: 2, actual: 1 },
    ]);
  });

  it("counts what arrives after the query, for one key", async () => {
    const verdict = await verdictOf(
      Expect({
        of: spending,
        given: orders,
        key: { customer_id: "c2" },
        at: `${DAY}11:00:00Z`,
        online: "equals offline",
      }),
    );
    expect(verdict.values[0]).toMatchObject({ expected: 15, actual: 7, reasons: [{ kind: "not-arrived", events: 1 }] });
    const early = await verdictOf(
      Expect({
        of: spending,
        given: orders,
        key: { customer_id: "c1" },
        at: `${DAY}10:25:00Z`,
        online: "equals offline",
      }),
    );
    expect(early.passed).toBe(true);
  });
});

describe("online equals offline, at the edges", () => {
  const of = groupBy([Aggregation({ inputColumn: "amount", operation: Operation.SUM, windows: [hours(1)] })], {
    derivations: [Derivation({ name: "twice", expression: "amount_sum_1h * 2" })],
  });

  it("derives offline what is served derived, and explains it by what it is derived from", async () => {
    const asked = { of, given: orders, at: `${DAY}11:34:00Z`, online: "equals offline" } as const;
    expect(await verdictOf(Expect({ ...asked, key: { customer_id: "c1" } }))).toMatchObject({
      passed: true,
      compared: 1,
    });
    expect((await verdictOf(Expect({ ...asked, key: { customer_id: "c2" } }))).values).toMatchObject([
      { feature: "twice", expected: 30, actual: 14, reasons: [{ kind: "late-drop" }] },
    ]);
  });

  it("does not hold where nothing can be compared", async () => {
    const given = Rows({
      topic: "orders",
      timeColumn: "created",
      schema: { customer_id: "string", amount: "double", created: "long" },
      rows: [],
    });
    expect(await verdictOf(Expect({ of: spending, given, online: "equals offline" }))).toMatchObject({
      passed: false,
      keys: 0,
      compared: 0,
    });
  });

  it("holds for a key that no event has", async () => {
    const asked = { of: spending, given: orders, key: { customer_id: "nobody" }, online: "equals offline" } as const;
    expect(await verdictOf(Expect(asked))).toMatchObject({ passed: true, compared: 2 });
  });
});

describe("estimates", () => {
  const amounts = Array.from({ length: 2_000 }, (_, i) => (i * 7919) % 2_000);
  const given = Rows({
    topic: "orders",
    timeColumn: "created",
    rows: amounts.map((amount, i) => ({ customer_id: "c1", amount, created: ms("10:00:00") + i })),
  });
  const of = groupBy([
    Aggregation({ inputColumn: "amount", operation: Operation.APPROX_UNIQUE_COUNT, windows: [days(1)] }),
    Aggregation({ inputColumn: "amount", operation: Operation.APPROX_PERCENTILE([0.5]), windows: [days(1)] }),
  ]);
  const asked = { of, given, key: { customer_id: "c1" } };

  it("may differ by the error that the sketch states, and not by more", async () => {
    const verdict = await verdictOf(
      Expect({ ...asked, toBe: { amount_approx_unique_count_1d: 2_000, amount_approx_percentile_1d: [1_000] } }),
    );
    expect(verdict.passed).toBe(true);
    expect(verdict.values.map(({ tolerance }) => tolerance)).toEqual([
      "within 13 %, 3 standard errors of a sketch with k = 8",
      expect.stringMatching(/^ranks within 2.1 %|null/),
    ]);
    const wrong: NonNullable<ExpectView["toBe"]>[] = [
      { amount_approx_unique_count_1d: 1_500 },
      { amount_approx_percentile_1d: [1_100] },
    ];
    for (const toBe of wrong) expect((await verdictOf(Expect({ ...asked, toBe }))).passed).toBe(false);
  });
});

describe("a fetch", () => {
  it("returns what the fetcher does and counts what it read", async () => {
    const view = Fetch({
      of: spending,
      given: orders,
      key: { customer_id: "c1" },
      at: `${DAY}11:00:00Z`,
      repetitions: 4,
    });
    const run = await runStream({ runId: "r", ...view }, options, context);
    expect(await fetchFeatures(run, view, options, context)).toMatchObject({
      key: "c1",
      queryMs: ms("11:00:00"),
      features: [
        { name: "amount_sum_1h", type: "double", value: 7 },
        { name: "amount_count_1h", type: "long", value: 2 },
      ],
      // The tiles of 10:00 and of 10:20.
      cost: { reads: 2, bytes: expect.any(Number), timed: expect.any(Number) },
    });
    await expect(fetchFeatures(run, { ...view, keys: {} }, options, context)).rejects.toMatchObject({
      code: "fetch/invalid",
      diagnostics: [{ code: "key/missing-column" }],
    });
  });
});
