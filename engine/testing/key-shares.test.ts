import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SourceRecord } from "../src/operators/emission.ts";
import { decodePipelineState, encodePipelineState } from "../src/runtime/checkpoint.ts";
import { ownsKey } from "../src/runtime/key-share.ts";
import { OperatorChain } from "../src/runtime/operator-chain.ts";
import type { PipelineState } from "../src/runtime/pipeline.ts";
import { rescaleState } from "../src/runtime/rescale-state.ts";
import { applyChanges, stateChanges } from "../src/runtime/state-changes.ts";
import { arbitraryJob, jobSettings, recordsOf, salesPlan } from "./job-fixture.ts";
import { runLogged } from "./job-log.ts";
import { check } from "./property.ts";

const plan = salesPlan();

type Job = { partitions: number; settings: ReturnType<typeof jobSettings> };
const sharesOf = ({ settings, partitions }: Job, count: number): OperatorChain[] =>
  Array.from(
    { length: count },
    (_, index) => new OperatorChain(plan, settings, partitions, { share: { index, count } }),
  );

/** What all chains make of each record, without what depends on how many they are. */
function outputsOf(chains: readonly OperatorChain[], records: readonly SourceRecord[]): string[][] {
  const logs = chains.map((chain) => runLogged(plan, chain, records));
  return records.map((_, i) =>
    logs
      .flatMap((log) => log[i] ?? [])
      .filter((output) => (output as { kind: string }).kind !== "watermark")
      .map((output) => JSON.stringify(output, withoutSerial))
      .sort(),
  );
}

const withoutSerial = (name: string, value: unknown): unknown =>
  name === "serial" ? undefined : typeof value === "bigint" ? `${value}n` : value;

const saved = (chain: OperatorChain): PipelineState => decodePipelineState(encodePipelineState(chain.snapshot()));

describe("workers with shares of the keys", () => {
  it("R6 each key belongs to exactly one share", () => {
    check(
      "R6 one share",
      fc.property(fc.string(), fc.integer({ min: 1, max: 128 }), (keyId, count) => {
        const owners = Array.from({ length: count }, (_, index) => index).filter((index) =>
          ownsKey({ index, count }, keyId),
        );
        expect(owners).toHaveLength(1);
      }),
    );
  });

  it("R6 do together what one worker does, also from a saved state with another number of workers", () => {
    check(
      "R6 rescale",
      fc.property(
        arbitraryJob,
        fc.nat(),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 4 }),
        (job, cut, before, after) => {
          const records = recordsOf(job.sales);
          const at = records.length === 0 ? 0 : cut % records.length;
          const whole = outputsOf(sharesOf(job, 1), records);
          const first = sharesOf(job, before);
          expect(outputsOf(first, records.slice(0, at))).toEqual(whole.slice(0, at));
          const states = rescaleState(first.map(saved), after);
          const second = sharesOf(job, after);
          for (const [i, chain] of second.entries()) chain.restore(states[i] as PipelineState);
          expect(outputsOf(second, records.slice(at))).toEqual(whole.slice(at));
        },
      ),
      { factor: 0.5 },
    );
  });

  it("R6 refuses states of different offsets or definitions", () => {
    const job = { partitions: 1, settings: jobSettings() };
    const [left, right] = sharesOf(job, 2);
    const sale = { customer: "ann", flavor: "fig", price: 1, created: 5, partition: 0, gapMs: 1 };
    left?.push(recordsOf([sale])[0] as SourceRecord, () => {});
    const states = [left, right].flatMap((chain) => (chain === undefined ? [] : [chain.snapshot()]));
    const unaligned = expect.objectContaining({ code: "runtime/unaligned-states" });
    expect(() => rescaleState(states, 1)).toThrow(unaligned);
    const [other] = sharesOf({ partitions: 1, settings: jobSettings({ outOfOrdernessMs: 1 }) }, 1);
    expect(() => rescaleState([...states.slice(1), ...(other ? [other.snapshot()] : [])], 1)).toThrow(unaligned);
    expect(() => rescaleState([], 1)).toThrow(unaligned);
  });
});

describe("changes of a state", () => {
  it("R4 give the later state back, and hold no tile that did not change", () => {
    check(
      "R4 changes",
      fc.property(arbitraryJob, fc.nat(), ({ partitions, sales, settings }, cut) => {
        const records = recordsOf(sales);
        const at = records.length === 0 ? 0 : cut % records.length;
        const chain = new OperatorChain(plan, settings, partitions);
        runLogged(plan, chain, records.slice(0, at));
        const before = chain.snapshot();
        expect(tilesOf(stateChanges(before, chain.snapshot()).state)).toEqual([]);
        runLogged(plan, chain, records.slice(at));
        const after = chain.snapshot();
        const changes = stateChanges(before, after);
        expect(applyChanges(before, changes)).toEqual(after);
        for (const tile of tilesOf(changes.state)) expect(tilesOf(before)).not.toContainEqual(tile);
      }),
    );
  });
});

const tilesOf = (state: PipelineState): readonly unknown[] =>
  (state.operators.tiling as { tiles: readonly unknown[] }).tiles;
