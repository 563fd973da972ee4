import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Operation } from "../src/group-by/group-by.ts";
import { decodePipelineState, encodePipelineState } from "../src/runtime/checkpoint.ts";
import { OperatorChain } from "../src/runtime/operator-chain.ts";
import type { Value } from "../src/schema/value.ts";
import { MINUTE_MS } from "../src/time/duration.ts";
import { processingTime } from "../src/time/event-time.ts";
import { arbitraryJob, arbitrarySettings, jobSettings, recordsOf, type Sale, salesPlan } from "./job-fixture.ts";
import { runLogged } from "./job-log.ts";
import { check } from "./property.ts";
import { runAgainstNaive } from "./trace-runner.ts";

const plan = salesPlan();
const NEVER_IDLE_MS = 1e12;

describe("a tiled job", () => {
  it("L1 L3 L4 L5 does after every event what the definition says", () => {
    check(
      "L1 L3 L4 L5",
      fc.property(arbitraryJob, ({ partitions, sales, settings }) => {
        const tileSizeMs = settings.tileSizeMs ?? plan.tileSizeMs;
        runAgainstNaive(plan, { ...settings, idlenessMs: NEVER_IDLE_MS, tileSizeMs }, sales, partitions);
      }),
    );
  });

  it("R1 R2 goes on from a saved state as if never stopped, and twice the same", () => {
    check(
      "R1 R2",
      fc.property(arbitraryJob, fc.nat(), ({ partitions, sales, settings }, cut) => {
        const records = recordsOf(sales);
        const at = records.length === 0 ? 0 : cut % records.length;
        const whole = new OperatorChain(plan, settings, partitions);
        const log = runLogged(plan, whole, records);
        const first = new OperatorChain(plan, settings, partitions);
        expect(runLogged(plan, first, records.slice(0, at))).toEqual(log.slice(0, at));
        const second = new OperatorChain(plan, settings, partitions);
        second.restore(decodePipelineState(encodePipelineState(first.snapshot())));
        expect(runLogged(plan, second, records.slice(at))).toEqual(log.slice(at));
        expect(second.snapshot()).toEqual(whole.snapshot());
        expect(second.watermarks()).toEqual(whole.watermarks());
      }),
    );
  });

  it("R2 takes a replayed record again only if the state does not have it", () => {
    const sales = ["ann", "ben"].map((customer): Sale => {
      return { customer, flavor: "fig", price: 1, created: 5, partition: 0, gapMs: 1 };
    });
    const chain = new OperatorChain(plan, jobSettings(), 1);
    runLogged(plan, chain, recordsOf(sales));
    const state = chain.snapshot();
    expect(runLogged(plan, chain, recordsOf(sales))).toMatchObject([
      [{ kind: "invalid", code: "source/already-taken" }],
      [{ kind: "invalid", code: "source/already-taken" }],
    ]);
    expect(chain.snapshot()).toEqual(state);
  });

  it("R3 gives the same final tiles for any order of arrival within the bound", () => {
    const counting = salesPlan({
      aggregations: [
        { inputColumn: "price", operation: Operation.COUNT },
        { inputColumn: "price", operation: Operation.SUM, buckets: ["flavor"] },
        { inputColumn: "price", operation: Operation.MAX },
      ],
    });
    const finalTiles = (sales: readonly Sale[], boundMs: number): Map<string, Value[]> => {
      const settings = jobSettings({ outOfOrdernessMs: boundMs, idlenessMs: NEVER_IDLE_MS });
      const chain = new OperatorChain(counting, settings, 1);
      const tiles = new Map<string, Value[]>();
      for (const record of recordsOf(sales))
        chain.push(record, (output) => {
          expect(output.kind).not.toBe("late");
          if (output.kind === "fired")
            tiles.set(
              `${output.tile.key[0]}@${output.tile.startMs}`,
              counting.baseAggregator.normalize(output.tile.ir),
            );
        });
      return tiles;
    };
    const delayedSale = fc.record({
      customer: fc.constantFrom("ann", "ben"),
      flavor: fc.constantFrom("mint", "fig"),
      price: fc.integer({ min: 0, max: 9 }),
      created: fc.integer({ min: 0, max: 40 * MINUTE_MS }),
      delays: fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
    });
    check(
      "R3",
      fc.property(
        fc.array(delayedSale, { maxLength: 80 }),
        fc.constantFrom(0, 1, MINUTE_MS, 30 * MINUTE_MS),
        (sales, boundMs) => {
          const arrivingBy = (which: 0 | 1): Sale[] =>
            sales
              .map((sale) => ({ sale, arrivalMs: sale.created + sale.delays[which] * boundMs }))
              .sort((left, right) => left.arrivalMs - right.arrivalMs)
              .map(({ sale }) => ({ ...sale, partition: 0, gapMs: 1 }));
          expect(finalTiles(arrivingBy(0), boundMs)).toEqual(finalTiles(arrivingBy(1), boundMs));
        },
      ),
    );
  });

  it("L7 writes every event when it is not tiled, however late", () => {
    check(
      "L7",
      fc.property(arbitraryJob, ({ partitions, sales, settings }) => {
        const untiled = { ...settings, mode: "untiled" as const };
        const chain = new OperatorChain(plan, untiled, partitions);
        const log = runLogged(plan, chain, recordsOf(sales)).flat();
        const valid = sales.filter(
          (sale) => sale.customer !== null && sale.created !== null && Number(sale.price) >= 0,
        );
        const events = log.filter((output) => (output as { kind: string }).kind === "event");
        expect(events).toMatchObject(valid.map((sale) => ({ key: [sale.customer], timeMs: sale.created })));
        expect(log).toHaveLength(sales.length);
      }),
    );
  });

  it("L6 leaves no write waiting once processing time has moved on by the buffer", () => {
    check(
      "L6 buffer",
      fc.property(arbitraryJob, arbitrarySettings, ({ partitions, sales }, settings) => {
        const chain = new OperatorChain(plan, settings, partitions);
        const unwritten = new Map<string, number>();
        const take = (output: Parameters<Parameters<OperatorChain["push"]>[1]>[0]): void => {
          if (output.kind === "added") unwritten.set(`${output.tile.serial}`, output.tile.events);
          else if (output.kind === "fired") {
            expect(unwritten.get(`${output.tile.serial}`)).toBe(output.tile.events);
            unwritten.delete(`${output.tile.serial}`);
          } else if (output.kind === "closed") expect(unwritten.has(`${output.tile.serial}`)).toBe(false);
        };
        for (const record of recordsOf(sales)) chain.push(record, take);
        const bufferMs = settings.trigger.kind === "buffered" ? settings.trigger.bufferMs : 0;
        if (sales.length > 0) chain.advanceTo(processingTime(chain.nowMs + bufferMs), take);
        expect(unwritten.size).toBe(0);
      }),
    );
  });

  it("R4 refuses a state of another definition", () => {
    const state = new OperatorChain(plan, jobSettings(), 1).snapshot();
    const others = [
      new OperatorChain(plan, jobSettings({ outOfOrdernessMs: 1 }), 1),
      new OperatorChain(plan, jobSettings(), 2),
      new OperatorChain(salesPlan({ keyColumns: ["flavor"] }), jobSettings(), 1),
    ];
    for (const other of others)
      expect(() => other.restore(state)).toThrow(
        expect.objectContaining({ code: "runtime/state-of-another-definition" }),
      );
    new OperatorChain(salesPlan({ derivations: [{ name: "x", expression: "*" }] }), jobSettings(), 1).restore(state);
  });
});
