import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryJob, jobSettings, recordsOf, type Sale, salesPlan } from "../../testing/job-fixture.ts";
import { runLogged } from "../../testing/job-log.ts";
import { check } from "../../testing/property.ts";
import type { SavedTiling } from "../operators/tiling.ts";
import { MINUTE_MS } from "../time/duration.ts";
import { OperatorChain } from "./operator-chain.ts";
import { recordTrace } from "./record-trace.ts";
import { Outcome } from "./trace.ts";

const plan = salesPlan();

const sale = (created: number | null, changes: Partial<Sale> = {}): Sale => ({
  customer: "ann",
  flavor: "mint",
  price: 1,
  created,
  partition: 0,
  gapMs: 10,
  ...changes,
});

describe("recordTrace", () => {
  it("says what became of each record", () => {
    const settings = jobSettings({ outOfOrdernessMs: 0 });
    const sales = [
      sale(10 * MINUTE_MS),
      sale(10 * MINUTE_MS - 1),
      sale(9 * MINUTE_MS, { customer: "ben" }),
      sale(11 * MINUTE_MS, { price: -1 }),
      sale(null),
      sale(11 * MINUTE_MS, { customer: null }),
      sale(10 * MINUTE_MS),
    ];
    const { trace, problems } = recordTrace(plan, settings, recordsOf(sales, 100)).finish();
    const { onTime, lateMerged, dropped, filtered, invalid } = Outcome;
    expect([...trace.outcome]).toEqual([onTime, dropped, dropped, filtered, invalid, invalid, onTime]);
    expect([...trace.tileIndex]).toEqual([0, -1, -1, -1, -1, -1, 0]);
    expect(trace.keys).toEqual(["ann", "ben"]);
    expect([...trace.keyIndex]).toEqual([0, 0, 1, -1, -1, -1, 0]);
    expect([...trace.keyEvents]).toEqual([3, 1]);
    expect([...trace.processingMs]).toEqual([110, 120, 130, 140, 150, 160, 170]);
    expect([...trace.eventMs]).toEqual(sales.map((each, i) => (i > 2 && i < 6 ? Number.NaN : each.created)));
    expect([...trace.watermarkMs]).toEqual(sales.map(() => 10 * MINUTE_MS - 1));
    expect(problems).toMatchObject([
      { step: 4, code: "event/no-time" },
      { step: 5, code: "event/null-key" },
    ]);
    const late = recordTrace(
      plan,
      settings,
      recordsOf([sale(MINUTE_MS), sale(MINUTE_MS - 1), sale(MINUTE_MS)]),
    ).finish();
    expect([...late.trace.outcome]).toEqual([onTime, lateMerged, onTime]);
  });

  it("records tiles and their writes", () => {
    const settings = jobSettings({ outOfOrdernessMs: 0, trigger: { kind: "buffered", bufferMs: 15 } });
    const sales = [sale(1), sale(2), sale(3), sale(5 * MINUTE_MS), sale(5 * MINUTE_MS + 1)];
    const { trace } = recordTrace(plan, settings, recordsOf(sales)).finish();
    expect(trace.tiles).toMatchObject({ count: 2 });
    expect([...trace.tiles.startMs]).toEqual([0, 5 * MINUTE_MS]);
    expect([...trace.tiles.events]).toEqual([3, 2]);
    expect([...trace.tiles.firstStep]).toEqual([0, 3]);
    expect([...trace.tiles.lastStep]).toEqual([2, 4]);
    expect([...trace.tiles.closedStep]).toEqual([3, -1]);
    // First timer 10 + 15; third event arms 30 + 15, the close at step 3 (time 40) comes before it.
    expect([...trace.writes.step]).toEqual([2, 3]);
    expect([...trace.writes.tileIndex]).toEqual([0, 0]);
    expect([...trace.writes.processingMs]).toEqual([25, 40]);
    expect([...trace.writes.events]).toEqual([2, 3]);
  });

  it("R1 is the same however it is sliced", () => {
    check(
      "R1 trace",
      fc.property(arbitraryJob, fc.integer({ min: 1, max: 20 }), ({ partitions, sales, settings }, slice) => {
        const records = recordsOf(sales);
        const whole = recordTrace(plan, settings, records, { partitions }).finish();
        const sliced = recordTrace(plan, settings, records, { partitions });
        let done = 0;
        while (done < records.length) done = sliced.advance(slice);
        expect(sliced.finish()).toEqual(whole);
        expect(whole.trace.steps).toBe(sales.length);
      }),
      { factor: 0.5 },
    );
  });

  it("agrees with the operators' own outputs", () => {
    check(
      "trace against outputs",
      fc.property(arbitraryJob, ({ partitions, sales, settings }) => {
        const records = recordsOf(sales);
        const { trace } = recordTrace(plan, settings, records, { partitions }).finish();
        const log = runLogged(plan, new OperatorChain(plan, settings, partitions), records);
        const seen = log.flatMap((outputs, step) => outputs.map((output) => ({ step, output: output as Logged })));
        const of = (kind: string) => seen.filter(({ output }) => output.kind === kind);
        expect(of("fired").map(({ step, output }) => [step, output.tile.serial, output.tile.events])).toEqual(
          [...trace.writes.step].map((step, i) => [step, trace.writes.tileIndex[i], trace.writes.events[i]]),
        );
        expect(of("added").map(({ step, output }) => [step, output.tile.serial])).toEqual(
          [...trace.tileIndex].flatMap((tile, step) => (tile < 0 ? [] : [[step, tile]])),
        );
        const closed = of("closed").map(({ step, output }) => [output.tile.serial, step] as const);
        expect(new Map(closed)).toEqual(
          new Map([...trace.tiles.closedStep].flatMap((step, tile) => (step < 0 ? [] : [[tile, step]]))),
        );
        expect(of("late")).toHaveLength(trace.outcome.filter((outcome) => outcome === Outcome.dropped).length);
      }),
    );
  });

  it("takes about 64 checkpoints, from step 0, unless told otherwise", () => {
    const sales = Array.from({ length: 1_000 }, (_, i) => sale(i * 1_000));
    const { trace, checkpoints } = recordTrace(plan, jobSettings(), recordsOf(sales)).finish();
    expect(checkpoints.length).toBe(trace.checkpointSteps.length);
    expect(trace.checkpointSteps[0]).toBe(0);
    expect(checkpoints.length).toBeGreaterThanOrEqual(50);
    expect(checkpoints.length).toBeLessThanOrEqual(100);
    const few = recordTrace(plan, jobSettings(), recordsOf(sales), { checkpointEvery: 400 }).finish();
    expect([...few.trace.checkpointSteps]).toEqual([0, 400, 800]);
  });

  it("shares in checkpoints what did not change between them", () => {
    const sales = Array.from({ length: 8 }, (_, i) => sale(1_000, { customer: String(i) }));
    const records = recordsOf([...sales, sale(1_000)]);
    const { checkpoints } = recordTrace(plan, jobSettings(), records, { checkpointEvery: 4 }).finish();
    const tiles = checkpoints.map((state) => (state.operators.tiling as SavedTiling).tiles);
    expect(tiles.map((saved) => saved.length)).toEqual([0, 4, 8]);
    expect(tiles[2]?.[0]).toBe(tiles[1]?.[0]);
  });

  it("has nothing to say about no records", () => {
    const { trace, checkpoints } = recordTrace(plan, jobSettings(), []).finish();
    expect(trace.steps).toBe(0);
    expect(trace.tiles.count).toBe(0);
    expect(checkpoints).toEqual([]);
  });
});

interface Logged {
  readonly kind: string;
  readonly tile: { readonly serial: number; readonly events: number };
}
