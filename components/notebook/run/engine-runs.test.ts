import { describe, expect, it } from "vitest";
import type { EngineClient, RunSummary } from "../../../engine/src/worker/protocol.ts";
import { createEngineRuns, type RunRequest, runIdOf } from "./engine-runs.ts";

function requestOf(seed: number): RunRequest {
  return {
    groupBy: {},
    stream: { kind: "rows", topic: "t", schema: [], rows: [], timeColumn: String(seed) },
  } as unknown as RunRequest;
}

/** An engine whose runs end when the test says so. */
function heldEngine() {
  const log: string[] = [];
  const open = new Map<string, { done(): void; fail(): void }>();
  const engine: EngineClient = {
    call: (method, request, options) => {
      const { runId } = request as { runId: string };
      log.push(`${method} ${runId}`);
      if (method !== "run") return Promise.resolve(null) as never;
      return new Promise<unknown>((resolve, reject) => {
        open.set(runId, { done: () => resolve({ runId } as RunSummary), fail: () => reject(new Error("no")) });
        options?.signal?.addEventListener("abort", () => reject(new Error("cancelled")));
      }) as never;
    },
    close: () => {},
  };
  return { engine, log, open };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

describe("createEngineRuns", () => {
  it("shares one run between cells that ask for the same", async () => {
    const { engine, log, open } = heldEngine();
    const runs = createEngineRuns(engine, () => {});
    void runs.use("timeline", requestOf(1));
    void runs.use("compare", requestOf(1));
    open.get(runIdOf(requestOf(1)))?.done();
    await settle();
    expect(log).toEqual([`run ${runIdOf(requestOf(1))}`]);
    expect(runs.of("timeline").shown?.status).toBe("done");
    expect(runs.of("compare").shown).toBe(runs.of("timeline").shown);
  });

  it("shows the run before until the next is done, then frees it", async () => {
    const { engine, log, open } = heldEngine();
    const runs = createEngineRuns(engine, () => {});
    const [first, second] = [runIdOf(requestOf(1)), runIdOf(requestOf(2))];
    void runs.use("c", requestOf(1));
    open.get(first)?.done();
    await settle();
    void runs.use("c", requestOf(2));
    await settle();
    expect(runs.of("c").shown?.runId).toBe(first);
    expect(runs.of("c").wanted?.status).toBe("running");
    expect(log).not.toContain(`dispose ${first}`);
    open.get(second)?.done();
    await settle();
    expect(runs.of("c").shown?.runId).toBe(second);
    expect(log).toContain(`dispose ${first}`);
  });

  it("cancels a run that nobody waits for any more", async () => {
    const { engine, log } = heldEngine();
    const runs = createEngineRuns(engine, () => {});
    void runs.use("c", requestOf(1));
    void runs.use("c", requestOf(2));
    await settle();
    expect(log).toContain(`dispose ${runIdOf(requestOf(1))}`);
    expect(runs.of("c").wanted?.runId).toBe(runIdOf(requestOf(2)));
  });

  it("starts a failed run again when asked again", async () => {
    const { engine, log, open } = heldEngine();
    const runs = createEngineRuns(engine, () => {});
    const id = runIdOf(requestOf(1));
    void runs.use("c", requestOf(1));
    open.get(id)?.fail();
    await settle();
    expect(runs.of("c").shown?.status).toBe("failed");
    void runs.use("c", requestOf(1));
    open.get(id)?.done();
    await settle();
    expect(log.filter((line) => line.startsWith("run"))).toHaveLength(2);
    expect(runs.of("c").shown?.status).toBe("done");
  });
});
