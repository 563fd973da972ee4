import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TilescopeError } from "../../src/errors.ts";
import type { GroupBy } from "../../src/group-by/group-by.ts";
import type { Trace } from "../../src/runtime/trace.ts";
import { DAY_MS, HOUR_MS } from "../../src/time/duration.ts";
import type { LiveRecord } from "../../src/worker/live-protocol.ts";
import type { JobSettings, RunSummary } from "../../src/worker/protocol.ts";
import { createEngineSession, type EngineSession } from "../../src/worker/session.ts";
import { checkAsync } from "../property.ts";
import { arbitraryDefinition, arbitraryVisit, VISITS, type Visit } from "./arbitrary-definition.ts";

const context = { signal: new AbortController().signal, onProgress: () => undefined };
const openSession = () =>
  createEngineSession({
    nowMs: () => 0,
    breathe: async () => undefined,
    readFile: async () => {
      throw new TilescopeError("file/unreadable", "There are no files here.");
    },
  });

interface Appended {
  readonly visit: Visit;
  readonly partition: number;
  readonly afterMs: number;
}

/** Records as a log of two partitions would hold them, in order of their appending. */
function recordsOf(appended: readonly Appended[]): LiveRecord[] {
  const offsets = [0, 0];
  let appendedMs = 1_700_000_000_000;
  return appended.map(({ visit, partition, afterMs }) => {
    appendedMs += afterMs;
    const offset = offsets[partition] ?? 0;
    offsets[partition] = offset + 1;
    return { partition, offset, appendedMs, value: JSON.stringify(visit) };
  });
}

/** The same records as a stream that is simulated at once. */
async function atOnce(
  groupBy: GroupBy,
  settings: JobSettings,
  records: readonly LiveRecord[],
  shiftMs: number,
): Promise<{ session: EngineSession; summary: RunSummary }> {
  const session = openSession();
  const rows = records.map(({ partition, appendedMs, value }) => ({
    event: JSON.parse(value ?? "null"),
    arrivalMs: appendedMs - shiftMs,
    partition,
  }));
  const stream = { kind: "rows", topic: "visits", schema: VISITS, rows, timeColumn: "created" } as const;
  return { session, summary: await session.call("run", { runId: "r", groupBy, stream, settings }, context) };
}

/** A trace without the places of its checkpoints, which depend on how it was made. */
const comparable = ({ checkpointSteps: _, ...trace }: Trace) => trace;

const arbitraryAppended = fc.record({
  visit: arbitraryVisit,
  partition: fc.constantFrom(0, 0, 1),
  afterMs: fc.constantFrom(0, 1, 900, 60_000, 3 * HOUR_MS),
});
const arbitrarySettings = fc.record({
  mode: fc.constantFrom("tiled" as const, "tiled" as const, "untiled" as const),
  trigger: fc.constantFrom({ kind: "every-element" as const }, { kind: "buffered" as const, bufferMs: 1_000 }),
  outOfOrdernessMs: fc.constantFrom(0, HOUR_MS, 3 * DAY_MS),
  idlenessMs: fc.constantFrom(30_000, 1e12),
});

/** Cuts a list at random places into batches, some of them empty. */
const batchesOf = <T>(list: readonly T[], cuts: readonly number[]): T[][] => {
  const places = [0, ...cuts.map((cut) => cut % (list.length + 1)), list.length].sort((a, b) => a - b);
  return places.slice(1).map((end, i) => list.slice(places[i], end));
};

describe("a run that follows a topic", () => {
  const equal = "a run that grew in batches is the run of all its records at once, at every moment of it";
  it(equal, { timeout: 300_000 }, async () => {
    await checkAsync(
      equal,
      fc.asyncProperty(
        arbitraryDefinition,
        fc.array(arbitraryAppended, { minLength: 1, maxLength: 40, size: "max" }),
        arbitrarySettings,
        fc.array(fc.nat(), { maxLength: 6 }),
        fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
        async (groupBy, appended, settings, cuts, moments) => {
          const records = recordsOf([...appended, { ...(appended[0] as Appended), partition: 1 }]);
          const live = openSession();
          const [first = [], ...later] = batchesOf(records, cuts);
          const begin = { runId: "r", groupBy, settings, partitions: 2, schema: VISITS, records: first };
          const summaries = [await live.call("follow", begin, context)];
          for (const batch of later) summaries.push(await live.call("append", { runId: "r", records: batch }, context));
          const grown = summaries.at(-1) as RunSummary;
          // The first event decides how far times are moved, so what comes later cannot change earlier steps.
          const { session, summary } = await atOnce(groupBy, settings, records, grown.live?.shiftMs ?? 0);
          expect(comparable(grown.trace)).toEqual(comparable(summary.trace));
          expect(grown.counts).toEqual(summary.counts);
          expect(grown.live).toMatchObject({ received: records.length, leftOut: 0, undecodable: 0 });
          for (const earlier of summaries) {
            const { steps } = earlier.trace;
            expect(earlier.trace.outcome).toEqual(summary.trace.outcome.slice(0, steps));
            expect(earlier.trace.watermarkMs).toEqual(summary.trace.watermarkMs.slice(0, steps));
          }
          const keys = summary.trace.keys.length;
          for (const moment of moments) {
            const step = moment % records.length;
            const event = { runId: "r", step };
            expect(await live.call("event", event, context)).toEqual(await session.call("event", event, context));
            if (keys === 0) continue;
            const state = { runId: "r", step, keyIndex: moment % keys };
            expect(await live.call("state", state, context)).toEqual(await session.call("state", state, context));
            const feature = summary.features[moment % summary.features.length]?.name ?? "";
            const explain = { ...state, feature, queryMs: Math.ceil(summary.trace.processingMs[step] ?? 0) + 1 };
            expect(await live.call("explain", explain, context)).toEqual(
              await session.call("explain", explain, context),
            );
          }
        },
      ),
      { factor: 0.5 },
    );
  });

  const newest = "a run that left out its oldest records is the run of those that are left";
  it(newest, { timeout: 300_000 }, async () => {
    await checkAsync(
      newest,
      fc.asyncProperty(
        arbitraryDefinition,
        fc.array(arbitraryAppended, { minLength: 12, maxLength: 40, size: "max" }),
        arbitrarySettings,
        fc.array(fc.nat(), { maxLength: 6 }),
        async (groupBy, appended, settings, cuts) => {
          const records = recordsOf([...appended, { ...(appended[0] as Appended), partition: 1 }]);
          const live = openSession();
          const [first = [], ...later] = batchesOf(records, cuts);
          const begin = { runId: "r", groupBy, settings, partitions: 2, schema: VISITS, keepSteps: 8, records: first };
          let grown = await live.call("follow", begin, context);
          for (const batch of later) grown = await live.call("append", { runId: "r", records: batch }, context);
          const leftOut = grown.live?.leftOut ?? 0;
          expect(grown.trace.steps).toBe(records.length - leftOut);
          expect(grown.trace.steps).toBeLessThanOrEqual(10);
          expect(grown.trace.steps).toBeGreaterThanOrEqual(8);
          expect(grown.originalIndex?.[0]).toBe(leftOut);
          const left = records.slice(leftOut);
          const { summary } = await atOnce(groupBy, settings, left, grown.live?.shiftMs ?? 0);
          expect(comparable(grown.trace)).toEqual(comparable(summary.trace));
        },
      ),
      { factor: 0.5 },
    );
  });
});
