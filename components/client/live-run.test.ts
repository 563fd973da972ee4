import { afterEach, describe, expect, it } from "vitest";
import { Aggregation, EventSource, GroupBy, hours, Operation, Query } from "../../engine/src/notebook/index.ts";
import type { LiveRecord } from "../../engine/src/worker/protocol.ts";
import { inProcessEngine } from "../notebook/testing/in-process.ts";
import { ServerError } from "./ask-server.ts";
import { followLive, type LiveRun, type LiveSource, type LiveState } from "./live-run.ts";
import type { LiveJob, LiveServer } from "./live-server.ts";
import type { TopicMessage } from "./topic-stream.ts";

const definition = GroupBy({
  name: "ice_cream",
  sources: [
    EventSource({ topic: "sales", query: Query({ selects: { customer_id: "customer_id" }, timeColumn: "created" }) }),
  ],
  keys: ["customer_id"],
  aggregations: [Aggregation({ inputColumn: "customer_id", operation: Operation.COUNT, windows: [hours(6)] })],
});
const NOW_MS = Date.parse("2026-11-28T14:00:00Z");
const sale = (offset: number): LiveRecord => ({
  partition: 0,
  offset,
  appendedMs: NOW_MS + offset,
  value: JSON.stringify({ customer_id: "Alice", created: NOW_MS + offset }),
});

/** A server whose topic and whose troubles are in the hands of the test. */
class FakeServer implements LiveServer {
  records: LiveRecord[] = [];
  jobId = "j1";
  hasJob = true;
  isDown = false;
  readonly asked: string[] = [];
  #streams = new Set<{ push(message: TopicMessage | Error): void }>();

  #job(): LiveJob {
    return {
      id: this.jobId,
      groupBy: "ice_cream",
      topic: "sales",
      state: "running",
      message: null,
      settings: { mode: "tiled", trigger: { kind: "every-element" }, outOfOrdernessMs: 0, idlenessMs: 30_000 },
      startedMs: 0,
      counts: { events: this.records.length, writes: 0, lateEvents: 0, filtered: 0, invalid: 0 },
      watermarkMs: null,
      partitions: [{ partition: 0, offset: this.records.length, lag: 0 }],
    };
  }

  #check(): void {
    if (this.isDown) throw new ServerError(0, "The server cannot be reached.");
  }

  async jobOf() {
    this.#check();
    return this.hasJob ? this.#job() : null;
  }

  async job() {
    this.#check();
    return this.#job();
  }

  async groupBy() {
    return definition;
  }

  async topic(topic: string) {
    this.#check();
    const schema = [
      { name: "customer_id", type: "string" as const },
      { name: "created", type: "long" as const },
    ];
    return { topic, partitions: [{ partition: 0, endOffset: this.records.length }], schema };
  }

  async *follow(_topic: string, place: { offsets?: readonly number[]; last?: number }, signal: AbortSignal) {
    this.#check();
    this.asked.push(JSON.stringify(place));
    let offset = place.offsets?.[0] ?? 0;
    const waiting: (TopicMessage | Error)[] = [];
    let wake: () => void = () => undefined;
    const stream = {
      push(message: TopicMessage | Error) {
        waiting.push(message);
        wake();
      },
    };
    this.#streams.add(stream);
    signal.addEventListener("abort", () => wake());
    yield { type: "start", offsets: [offset] } as TopicMessage;
    while (!signal.aborted) {
      const message = waiting.shift();
      if (message instanceof Error) throw message;
      if (message !== undefined) yield message;
      else if (offset < this.records.length) {
        const records = this.records.slice(offset, offset + 2);
        offset += records.length;
        yield { type: "records", offsets: [offset], records } as TopicMessage;
      } else await new Promise<void>((resolve) => (wake = resolve));
    }
    this.#streams.delete(stream);
  }

  append(...records: LiveRecord[]): void {
    this.records.push(...records);
    this.say({ type: "start", offsets: [this.records.length - records.length] });
  }

  say(message: TopicMessage | Error): void {
    for (const stream of [...this.#streams]) stream.push(message);
  }

  goDown(): void {
    this.isDown = true;
    this.say(new ServerError(0, "The server cannot be reached."));
    this.#streams.clear();
  }
}

const open: LiveRun[] = [];
afterEach(() => {
  for (const run of open.splice(0)) run.close();
});

const JOB: LiveSource = { kind: "job", groupBy: "ice_cream" };

function followed(server: FakeServer, source = JOB) {
  const engine = inProcessEngine();
  const run = followLive({
    engine,
    source,
    server,
    wait: () => new Promise((resolve) => setTimeout(resolve, 5)),
  });
  open.push(run);
  const until = (satisfied: (state: LiveState) => boolean) =>
    new Promise<LiveState>((resolve) => {
      const look = () => satisfied(run.get()) && resolve(run.get());
      run.subscribe(look);
      look();
    });
  const steps = (count: number) => until((state) => state.summary?.trace.steps === count);
  return { engine, run, until, steps };
}

describe("following a job", () => {
  it("shows what the topic holds at once, then what comes", async () => {
    const server = new FakeServer();
    server.records = [0, 1, 2, 3, 4].map(sale);
    const { steps, engine, run } = followed(server);
    await steps(5);
    expect(engine.calls.get("follow")).toBe(1);
    expect(engine.calls.get("append")).toBeUndefined();
    server.append(sale(5));
    const { phase, offsets, summary } = await steps(6);
    expect({ phase, offsets, received: summary?.live?.received }).toEqual({
      phase: "following",
      offsets: [6],
      received: 6,
    });
    expect(run.get().job?.id).toBe("j1");
  });

  it("keeps what came when the server is gone, and goes on where it was", async () => {
    const server = new FakeServer();
    server.records = [sale(0), sale(1)];
    const { steps, until } = followed(server);
    await steps(2);
    server.goDown();
    const lost = await until((state) => state.phase === "lost");
    expect(lost).toMatchObject({ message: "The server cannot be reached.", summary: { trace: { steps: 2 } } });
    server.isDown = false;
    server.records.push(sale(2));
    await steps(3);
    expect(server.asked).toEqual(['{"last":200000}', '{"offsets":[2]}']);
  });

  it("begins anew when the topic was made anew, with the job that reads it now", async () => {
    const server = new FakeServer();
    server.records = [sale(0), sale(1), sale(2)];
    const { steps, until, engine } = followed(server);
    const before = await steps(3);
    server.records = [sale(0)];
    server.jobId = "j2";
    server.say({ type: "gone", reason: "The topic was made anew." });
    const after = await until(
      (state) => state.phase === "following" && state.job?.id === "j2" && state.summary?.trace.steps === 1,
    );
    expect(after.summary?.runId).not.toBe(before.summary?.runId);
    expect(engine.calls.get("dispose")).toBe(1);
  });

  it("waits for a job where there is none", async () => {
    const server = new FakeServer();
    server.hasJob = false;
    const { until, run } = followed(server);
    expect((await until((state) => state.phase === "lost")).message).toContain("Deploy it first");
    server.hasJob = true;
    run.retry();
    await until((state) => state.phase === "following");
  });

  it("stops at what the engine refuses, and says it", async () => {
    const server = new FakeServer();
    server.topic = async (topic) => ({
      topic,
      partitions: [{ partition: 0, endOffset: 0 }],
      schema: [{ name: "created", type: "long" }],
    });
    const { until } = followed(server);
    expect((await until((state) => state.phase === "failed")).message).toMatch(/GroupBy/);
  });

  it("frees the run when it is closed, and changes no more", async () => {
    const server = new FakeServer();
    server.records = [sale(0)];
    const { steps, run, engine } = followed(server);
    await steps(1);
    run.close();
    const at = run.get();
    server.append(sale(1));
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(run.get()).toBe(at);
    expect(engine.calls.get("dispose")).toBe(1);
  });

  it("follows a topic without a job by the definition of the page", async () => {
    const server = new FakeServer();
    server.hasJob = false;
    server.records = [sale(0), sale(1)];
    const { steps, run } = followed(server, {
      kind: "topic",
      topic: "sales",
      schema: [
        { name: "customer_id", type: "string" },
        { name: "created", type: "long" },
      ],
      groupBy: definition,
      settings: { mode: "tiled", trigger: { kind: "every-element" }, outOfOrdernessMs: 0, idlenessMs: 30_000 },
    });
    await steps(2);
    expect(run.get()).toMatchObject({ phase: "following", job: null, summary: { counts: { tiles: 1 } } });
  });
});
