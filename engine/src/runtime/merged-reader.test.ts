import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "../../testing/property.ts";
import { createMemoryLog } from "../adapters/memory/index.ts";
import type { Log } from "../ports/log.ts";
import { SimulatedClock } from "../simulation/simulated-clock.ts";
import { MergedReader } from "./merged-reader.ts";

/** Appends that give each record its own byte; `gapMs` before it. */
async function logOf(partitions: number, appends: readonly { partition: number; gapMs: number }[]): Promise<Log> {
  const clock = new SimulatedClock(0);
  const log = createMemoryLog(clock);
  await log.createTopic("t", partitions);
  for (const [i, { partition, gapMs }] of appends.entries()) {
    clock.advanceBy(gapMs);
    await log.append("t", [{ key: null, value: new Uint8Array([i]), partition }]);
  }
  return log;
}

const zeros = (partitions: number): number[] => new Array(partitions).fill(0);
const arbitraryAppends = (partitions: number) =>
  fc.array(
    fc.record({ partition: fc.integer({ min: 0, max: partitions - 1 }), gapMs: fc.integer({ min: 0, max: 2 }) }),
    {
      maxLength: 40,
    },
  );

describe("MergedReader", () => {
  it("takes every record once, by time of appending, and the same again by its runs", async () => {
    await checkAsync("merged order", async (partitions, appends, chunk, limit) => {
      const log = await logOf(partitions, appends);
      const reader = new MergedReader(log, "t", zeros(partitions), chunk);
      const taken: number[] = [];
      const runs: number[][] = [];
      for (;;) {
        const batch = await reader.take(limit);
        if (batch.records.length === 0) break;
        expect(batch.records.length).toBeLessThanOrEqual(limit);
        taken.push(...batch.records.map((record) => record.value[0] ?? -1));
        runs.push([...batch.runs]);
      }
      const byTime = appends
        .map((append, i) => ({ ...append, i, ms: appends.slice(0, i + 1).reduce((sum, { gapMs }) => sum + gapMs, 0) }))
        .sort((a, b) => a.ms - b.ms || a.partition - b.partition || a.i - b.i);
      expect(taken).toEqual(byTime.map(({ i }) => i));
      const again = new MergedReader(log, "t", zeros(partitions), chunk);
      const retaken = [];
      for (const one of runs) retaken.push(...(await again.takeRuns(one)));
      expect(retaken.map((record) => record.value[0])).toEqual(taken);
      expect(again.offsets).toEqual(reader.offsets);
    });
  });

  it("stops before the bound of each partition", async () => {
    const log = await logOf(
      2,
      [0, 0, 1, 0, 1, 1].map((partition) => ({ partition, gapMs: 1 })),
    );
    const reader = new MergedReader(log, "t", [0, 0], 10);
    const bound = [2, 3];
    const { records } = await reader.take(100, bound);
    expect(records.map((record) => record.value[0])).toEqual([0, 1, 2, 4, 5]);
    expect(reader.offsets).toEqual(bound);
    expect((await reader.take(100, bound)).records).toEqual([]);
    expect((await reader.take(100)).records.map((record) => record.value[0])).toEqual([3]);
  });

  it("steps over gaps up to the bound and takes twice delivered records once", async () => {
    const log = await logOf(
      1,
      zeros(6).map((partition) => ({ partition, gapMs: 1 })),
    );
    const odd: Log = {
      ...log,
      read: async (topic, partition, offset, limit) => {
        const again = await log.read(topic, partition, Math.max(0, offset - 1), limit);
        return [...again, ...again].filter((record) => record.offset !== 3);
      },
    };
    const reader = new MergedReader(odd, "t", [0], 10);
    expect((await reader.take(10, [3])).records.map((record) => record.offset)).toEqual([0, 1, 2]);
    expect(reader.offsets).toEqual([3]);
    expect((await reader.take(10)).records.map((record) => record.offset)).toEqual([4, 5]);
  });

  it("loses nothing when the log fails in between", async () => {
    const log = await logOf(
      2,
      [0, 1, 0, 1].map((partition) => ({ partition, gapMs: 1 })),
    );
    let calls = 0;
    const flaky: Log = {
      ...log,
      read: async (...asked) => {
        if (++calls % 3 === 0) throw new Error("no answer");
        return log.read(...asked);
      },
    };
    const reader = new MergedReader(flaky, "t", [0, 0], 1);
    const taken: (number | undefined)[] = [];
    for (let i = 0; i < 20; i++) {
      const batch = await reader.take(10).catch(() => ({ records: [] }));
      taken.push(...batch.records.map((record) => record.value[0]));
    }
    expect(taken.sort()).toEqual([0, 1, 2, 3]);
  });

  it("says when records that were taken before are gone", async () => {
    const log = await logOf(1, [{ partition: 0, gapMs: 0 }]);
    const reader = new MergedReader(log, "t", [0], 10);
    await expect(reader.takeRuns([0, 2])).rejects.toMatchObject({ code: "log/truncated" });
    await expect(reader.takeRuns([7, 1])).rejects.toMatchObject({ code: "log/truncated" });
  });
});

/** `check` compares synchronously; this runs the drawn cases one after another. */
async function checkAsync(
  name: string,
  body: (
    partitions: number,
    appends: readonly { partition: number; gapMs: number }[],
    chunk: number,
    limit: number,
  ) => Promise<void>,
): Promise<void> {
  const cases: Parameters<typeof body>[] = [];
  const sizes = fc.tuple(
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 1, max: 7 }),
    fc.integer({ min: 1, max: 9 }),
  );
  check(
    name,
    fc.property(
      sizes.chain(([partitions, chunk, limit]) =>
        arbitraryAppends(partitions).map((appends): Parameters<typeof body> => [partitions, appends, chunk, limit]),
      ),
      (one) => {
        cases.push(one);
      },
    ),
  );
  for (const one of cases) await body(...one);
}
