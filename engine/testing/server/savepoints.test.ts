import { afterEach, describe, expect, it } from "vitest";
import type { EngineHost } from "../../src/server/index.ts";
import { Random } from "../../src/simulation/random.ts";
import { verifyJob } from "../faults/verify-job.ts";
import { makeVisits, VISITS, visitRecord, visitsGroupBy } from "../faults/visits.ts";
import { propertyParameters } from "../property.ts";
import { memoryParts, openTestHost, until } from "./test-host.ts";

let host: EngineHost | null = null;
afterEach(async () => {
  await host?.close();
  host = null;
});

const DEFINITION = visitsGroupBy("visits", "visits");
const SETTINGS = {
  mode: "tiled",
  trigger: { kind: "every-element" },
  outOfOrdernessMs: 60_000,
  idlenessMs: 1_000_000,
} as const;

/** A running job with `partitions` and `workers`, and a way to append more. */
async function running(partitions: number, workers: number) {
  const parts = memoryParts();
  const { host: opened, call } = await openTestHost(parts);
  host = opened;
  const visits = makeVisits(new Random(propertyParameters.seed, "savepoints"), 600, partitions, 20_000);
  await opened.catalog.putTopic("visits", partitions, VISITS);
  await opened.catalog.putGroupBy("visits", DEFINITION);
  const append = (from: number, to: number) => parts.log.append("visits", visits.slice(from, to).map(visitRecord));
  const caughtUp = (id: string, events: number) =>
    until(
      () => opened.jobs.status(id),
      (status) =>
        status.workers.length === status.workerCount && status.workers.every((one) => one.counts.events === events),
      30_000,
    );
  await append(0, 200);
  const { id } = await opened.jobs.start({
    groupBy: "visits",
    settings: SETTINGS,
    schema: null,
    workers,
    savepoint: null,
  });
  const verify = () => verifyJob({ ...parts, definition: DEFINITION, topic: "visits", settings: SETTINGS });
  return { call, host: opened, append, caughtUp, id, verify };
}

describe("savepoints", () => {
  it("R6 let a job go on with another number of workers", async () => {
    const { call, host: opened, append, caughtUp, id, verify } = await running(3, 2);
    await caughtUp(id, 200);
    await append(200, 400);
    const taken = await call("POST", `/api/jobs/${id}/savepoints`, { stop: true });
    expect(taken).toMatchObject({ status: 201, body: { state: "complete" } });
    await until(
      () => opened.jobs.status(id),
      (status) => status.state === "stopped",
    );
    await append(400, 600);
    const next = (
      await call("POST", "/api/jobs", {
        groupBy: "visits",
        ...SETTINGS,
        workers: 3,
        savepoint: taken.body.id,
      })
    ).body;
    await caughtUp(next.id, 600);
    const { late } = await verify();
    expect(late).toBeGreaterThan(0);
    const status = await opened.jobs.status(next.id);
    expect(status.counts.lateEvents).toBe(late);
  }, 60_000);

  it("are taken while the job goes on, and can be started from where the order cannot differ", async () => {
    const { call, caughtUp, append, id, verify } = await running(1, 1);
    await caughtUp(id, 200);
    const taken = await call("POST", `/api/jobs/${id}/savepoints`);
    expect(taken.body.state).toBe("complete");
    await append(200, 600);
    await caughtUp(id, 600);
    await call("DELETE", `/api/jobs/${id}`);
    const next = await call("POST", "/api/jobs", {
      groupBy: "visits",
      ...SETTINGS,
      workers: 2,
      savepoint: taken.body.id,
    });
    expect(next.status).toBe(201);
    await caughtUp(next.body.id, 600);
    await verify();
  }, 60_000);

  it("are refused where starting from them would mix what was written", async () => {
    const { call, caughtUp, id } = await running(3, 1);
    await caughtUp(id, 200);
    const passed = await call("POST", `/api/jobs/${id}/savepoints`);
    await call("DELETE", `/api/jobs/${id}`);
    const job = (savepoint: string) => call("POST", "/api/jobs", { groupBy: "visits", ...SETTINGS, savepoint });
    expect(await job(passed.body.id)).toMatchObject({ status: 409, body: { code: "job/savepoint-passed" } });
    expect(await job("nothing")).toMatchObject({ status: 404 });
    expect(await call("POST", `/api/jobs/${id}/savepoints`)).toMatchObject({ status: 409 });
    expect(await call("POST", "/api/jobs/nothing/savepoints")).toMatchObject({ status: 404 });
  });
});
