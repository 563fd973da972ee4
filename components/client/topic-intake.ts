import type { GroupBy } from "../../engine/src/group-by/group-by.ts";
import type { EngineClient, JobSettings, LiveRecord, RunSummary } from "../../engine/src/worker/protocol.ts";
import type { LiveTopic } from "./live-server.ts";
import type { TopicMessage, TopicPlace } from "./topic-stream.ts";

/** Events that the page keeps of a topic; the engine leaves older ones out. */
export const KEPT_EVENTS = 200_000;
/** Records that wait for the engine; beyond that nothing is read. */
const MOST_WAITING = 20_000;
/** The picture changes at most so often, and less where a change takes long. */
const UPDATE_MS = 200;
/** The backlog of a topic is shown at once, but no later than this after the last that came of it. */
const BACKLOG_PAUSE_MS = 1_000;

interface IntakeOptions {
  readonly engine: EngineClient;
  readonly definition: GroupBy;
  readonly topic: LiveTopic;
  readonly settings: JobSettings;
  readonly onRun: (summary: RunSummary, offsets: readonly number[]) => void;
  /** The engine refused, and the run is at its end. */
  readonly onFailure: (error: unknown) => void;
  readonly wait: (ms: number) => Promise<void>;
}

let runs = 0;

/** Takes the messages of one topic into one run of the engine, batch by batch. */
export class TopicIntake {
  readonly #options: IntakeOptions;
  readonly #runId = `live ${++runs}`;
  #offsets: readonly number[] | null = null;
  #waiting: LiveRecord[] = [];
  #begun = false;
  #closed = false;
  #backlogTimer: ReturnType<typeof setTimeout> | undefined;
  #working: Promise<void> | null = null;

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  get topic(): string {
    return this.#options.topic.topic;
  }

  /** Where the topic goes on. */
  get place(): TopicPlace {
    return this.#offsets === null ? { last: KEPT_EVENTS } : { offsets: this.#offsets };
  }

  /** Takes a message; waits where the engine is far behind. */
  async take(message: TopicMessage): Promise<void> {
    if (message.type !== "start" && message.type !== "records") return;
    this.#offsets = message.offsets;
    if (message.type === "records") for (const record of message.records) this.#waiting.push(record);
    if (this.#begun || this.#hasBacklog()) this.#work();
    else {
      clearTimeout(this.#backlogTimer);
      if (this.#waiting.length > 0) this.#backlogTimer = setTimeout(() => this.#work(), BACKLOG_PAUSE_MS);
    }
    if (this.#begun && this.#waiting.length > MOST_WAITING) await this.#working;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#backlogTimer);
    this.#options.engine.call("dispose", { runId: this.#runId }).catch(() => undefined);
  }

  /** Whether all is here that the topic held at the beginning, and columns to read it by. */
  #hasBacklog(): boolean {
    const { topic } = this.#options;
    if (topic.schema === null && this.#waiting.length === 0) return false;
    return topic.partitions.every(({ partition, endOffset }) => (this.#offsets?.[partition] ?? 0) >= endOffset);
  }

  #work(): void {
    clearTimeout(this.#backlogTimer);
    this.#working ??= this.#takeIn()
      .catch((error: unknown) => {
        if (!this.#closed) this.#options.onFailure(error);
      })
      .finally(() => {
        this.#working = null;
      });
  }

  async #takeIn(): Promise<void> {
    const { engine, onRun, wait } = this.#options;
    do {
      const records = this.#waiting;
      const offsets = this.#offsets ?? [];
      this.#waiting = [];
      const startedMs = performance.now();
      const summary = await this.#ask(engine, records);
      this.#begun = true;
      if (this.#closed) return;
      onRun(summary, offsets);
      await wait(Math.max(UPDATE_MS, 3 * (performance.now() - startedMs)));
    } while (this.#waiting.length > 0 && !this.#closed);
  }

  #ask(engine: EngineClient, records: readonly LiveRecord[]): Promise<RunSummary> {
    const runId = this.#runId;
    if (this.#begun) return engine.call("append", { runId, records });
    const { definition, topic, settings } = this.#options;
    return engine.call("follow", {
      runId,
      groupBy: definition,
      settings,
      partitions: topic.partitions.length,
      keepSteps: KEPT_EVENTS,
      records,
      ...(topic.schema !== null && { schema: topic.schema }),
    });
  }
}
