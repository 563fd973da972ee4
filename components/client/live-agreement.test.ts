import { expect, it } from "vitest";
import type { RunSummary } from "../../engine/src/worker/protocol.ts";
import { agreementOf } from "./live-agreement.ts";
import type { LiveJob } from "./live-server.ts";

const job = (change: Partial<LiveJob> = {}): LiveJob => ({
  id: "j1",
  groupBy: "ice_cream",
  topic: "sales",
  state: "running",
  message: null,
  settings: {
    mode: "tiled",
    trigger: { kind: "every-element" },
    outOfOrdernessMs: 0,
    idlenessMs: 30_000,
  },
  startedMs: 0,
  counts: { events: 3, writes: 2, lateEvents: 1, filtered: 0, invalid: 0 },
  watermarkMs: 1_499,
  partitions: [{ partition: 0, offset: 3, lag: 0 }],
  ...change,
});

const summary = (leftOut = 0) =>
  ({
    live: { received: 3, leftOut, undecodable: 0, problem: null, shiftMs: 0 },
    trace: { steps: 3 - leftOut, watermarkMs: Float64Array.of(999, 1_499, 1_499), writes: { count: 2 } },
    counts: { lateEvents: 1, filtered: 0, invalid: 0 },
  }) as unknown as RunSummary;

it("says that both made the same of the same records", () => {
  expect(agreementOf(job(), summary(), [3])).toEqual({ kind: "same" });
});

it("compares nothing while they have not taken the same records", () => {
  expect(agreementOf(job(), summary(), [2])).toEqual({ kind: "apart", events: 1 });
  expect(agreementOf(job(), summary(), [5])).toEqual({ kind: "apart", events: -2 });
});

it("compares nothing where the page does not have all records", () => {
  expect(agreementOf(job(), summary(1), [3])).toEqual({ kind: "partial" });
  expect(agreementOf(job({ counts: { ...job().counts, events: 9 } }), summary(), [3])).toEqual({ kind: "partial" });
});

it("names what the server counts differently", () => {
  const other = job({ counts: { events: 3, writes: 3, lateEvents: 0, filtered: 0, invalid: 0 }, watermarkMs: null });
  expect(agreementOf(other, summary(), [3])).toEqual({
    kind: "differs",
    differences: [
      "late events: 0 on the server, 1 here",
      "tile writes: 3 on the server, 2 here",
      "watermark: none on the server, 1970-01-01T00:00:01.499Z here",
    ],
  });
});

it("leaves out what timers do without an event: buffered writes, and the watermark past an idle partition", () => {
  const buffered = job({
    settings: { ...job().settings, trigger: { kind: "buffered", bufferMs: 100 } },
    counts: { ...job().counts, writes: 9 },
    watermarkMs: 5_000,
    partitions: [
      { partition: 0, offset: 2, lag: 0 },
      { partition: 1, offset: 1, lag: 0 },
    ],
  });
  expect(agreementOf(buffered, summary(), [2, 1])).toEqual({ kind: "same" });
});
