import { expect, it } from "vitest";
import { jobHealth } from "./job-health.ts";
import { job, partition } from "./testing/job-samples.ts";

const words = (more: Parameters<typeof job>[0], perSecond = 0) => jobHealth(job(more), perSecond).word;

it("says how a job does in one word", () => {
  expect(words({ state: "failed" }, 9)).toBe("failed");
  expect(words({ state: "stopped" })).toBe("stopped");
  expect(words({ state: "waiting" })).toBe("waiting");
  expect(words({})).toBe("idle");
  expect(words({}, 0.2)).toBe("0.2/s");
  expect(words({ workerCount: 2 }, 5_012)).toBe("2 workers");
});

it("calls lagging what ten seconds do not make good, and not a handful of events", () => {
  const lagging = (lag: number, perSecond: number) =>
    words({ partitions: [partition(0, null, { lag: lag - 1 }), partition(1, null, { lag: 1 })] }, perSecond);
  expect(lagging(101, 10)).toBe("lagging");
  expect(lagging(100, 0)).toBe("idle");
  expect(lagging(50_000, 5_000)).toBe("5,000/s");
  expect(lagging(50_001, 5_000)).toBe("lagging");
});
