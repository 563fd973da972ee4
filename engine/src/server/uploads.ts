import { TilescopeError } from "../errors.ts";
import type { GroupBy } from "../group-by/group-by.ts";
import type { Plan } from "../group-by/plan.ts";
import { streamingSourceIndex } from "../group-by/source-kind.ts";
import { type Ds, dsOf, startOfDs, type Table, uploadGroupBy, uploadPuts, warehouseOf } from "../offline/index.ts";
import { MergedReader } from "../runtime/merged-reader.ts";
import type { Schema } from "../schema/schema.ts";
import type { Row } from "../schema/value.ts";
import type { Compatibility } from "../serving/compatibility.ts";
import { DAY_MS, MINUTE_MS } from "../time/duration.ts";
import { createEventDecoder, type EventFormat } from "./events/event-decoder.ts";
import type { HostParts } from "./host-parts.ts";
import type { Logger } from "./logger.ts";
import { ownMember, type Registry, type UploadRecord, withMember } from "./registry.ts";
import { RequestError } from "./request-error.ts";
import { serverPlan } from "./server-plan.ts";
import { sampleColumns } from "./source-columns.ts";
import { topicOf } from "./topic-of.ts";
import { wait } from "./wait.ts";

const READ_AT_ONCE = 5_000;
const PUTS_AT_ONCE = 500;
/** After midnight the day's last events may still be on their way. */
const DAILY_AFTER_MS = 10 * MINUTE_MS;
const PARTITION_COLUMN = "ds";

export interface UploadRequest {
  readonly groupBy: string;
  /** Last day of the data; `null`: yesterday. */
  readonly endDs: Ds | null;
  /** Repeat it every day. */
  readonly daily: boolean;
}

/**
 * Batch uploads of what a topic holds, late events included: the batch part that the fetcher adds to the tiles behind it.
 * One process at a time uploads a GroupBy.
 */
export class Uploads {
  readonly #parts: HostParts;
  readonly #registry: Registry;
  readonly #logger: Logger;
  readonly #compatibility: Compatibility;
  #isStopped = false;

  constructor(parts: HostParts, registry: Registry, logger: Logger, compatibility: Compatibility) {
    this.#parts = parts;
    this.#registry = registry;
    this.#logger = logger;
    this.#compatibility = compatibility;
  }

  /** Throws `RequestError` for a definition or day that cannot be uploaded. */
  async upload({ groupBy: name, endDs, daily }: UploadRequest): Promise<UploadRecord> {
    const lock = await this.#parts.locks.tryAcquire(`upload/${name}`);
    if (lock === null) throw RequestError.conflict("upload/running", `"${name}" is being uploaded already.`);
    try {
      await this.#registry.refresh();
      return await this.#upload(name, endDs ?? dsOf(this.#parts.clock.now() - DAY_MS), daily);
    } finally {
      await lock.release();
    }
  }

  /** The newest upload of a GroupBy. */
  of(groupBy: string): UploadRecord | null {
    return ownMember(this.#registry.state.uploads, groupBy) ?? null;
  }

  /** Ends uploads under way; what they have not recorded does not count. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Uploads what became due at midnight. A failure is logged, and tried again at the next call. */
  async rollDaily(): Promise<void> {
    for (const [name, record] of Object.entries(this.#registry.state.uploads)) {
      const nextEndMs = record.batchEndMs + DAY_MS;
      if (!record.daily || this.#parts.clock.now() < nextEndMs + DAILY_AFTER_MS) continue;
      try {
        await this.upload({ groupBy: name, endDs: null, daily: true });
      } catch (error) {
        this.#logger.warn("the daily upload failed", { groupBy: name, error });
      }
    }
  }

  async #upload(name: string, endDs: Ds, daily: boolean): Promise<UploadRecord> {
    const { state } = this.#registry;
    const definition = ownMember(state.groupBys, name);
    if (definition === undefined)
      throw RequestError.notFound("group-by/unknown", `There is no GroupBy "${name.slice(0, 200)}".`);
    const topic = topicOf(definition);
    if (topic === null)
      throw RequestError.unprocessable("upload/no-topic", `"${name}" has no source with a topic to read.`);
    if (startOfDs(endDs) + DAY_MS > this.#parts.clock.now())
      throw RequestError.unprocessable("upload/unfinished-day", `${endDs} is not over yet.`);
    const schema = this.#schemaOf(name, topic) ?? (await sampleColumns(this.#parts.log, topic));
    if (schema === null)
      throw RequestError.conflict("upload/no-events", `Topic "${topic}" has no events yet that tell its columns.`);
    const plan = await serverPlan(definition, schema);
    const batchEndMs = startOfDs(endDs) + DAY_MS;
    const table = await this.#table(plan, topic, batchEndMs);
    const readable = readingTable(definition, table.name);
    const upload = await uploadGroupBy(readable, warehouseOf([table]), endDs, this.#compatibility);
    const earlier = ownMember(state.uploads, name);
    const { store } = this.#parts;
    // Values of another definition must not stay where this one has no value for a key.
    if (earlier !== undefined && JSON.stringify(earlier.definition) !== JSON.stringify(definition))
      await store.drop(upload.batchDataset);
    await store.create(upload.batchDataset);
    const puts = uploadPuts(upload).map((put) => ({ ...put, version: 0 }));
    for (let from = 0; from < puts.length; from += PUTS_AT_ONCE) {
      const stored = await store.multiPut(puts.slice(from, from + PUTS_AT_ONCE));
      if (stored.includes(false)) throw new TilescopeError("kv-store/write-failed", "The store refused batch values.");
      await wait(0);
    }
    const record: UploadRecord = {
      definition,
      sourceSchema: schema,
      batchEndMs: upload.batchEndMs,
      keys: upload.rows.length,
      uploadedMs: this.#parts.clock.now(),
      daily,
    };
    await this.#registry.update((now) => ({ ...now, uploads: withMember(now.uploads, name, record) }));
    this.#logger.info("uploaded", { groupBy: name, endDs, keys: record.keys });
    return record;
  }

  /** Columns that a job of the GroupBy read, or those declared for the topic. */
  #schemaOf(name: string, topic: string): Schema | null {
    const { state } = this.#registry;
    const job = Object.values(state.jobs).findLast((one) => one.groupBy === name && one.sourceSchema !== null);
    return job?.sourceSchema ?? ownMember(state.topicSchemas, topic) ?? null;
  }

  #formatOf(topic: string): EventFormat {
    return ownMember(this.#registry.state.topicFormats, topic) ?? { kind: "json" };
  }

  /** The events of a topic that the windows of a batch reach, late ones too, as a table with a partition for each day. */
  async #table(plan: Plan, topic: string, batchEndMs: number): Promise<Table> {
    const name = `topic ${topic}`;
    const oldestMs = batchEndMs - Math.max(...plan.features.map(({ windowMs }) => windowMs)) - DAY_MS;
    const { log } = this.#parts;
    const decode = createEventDecoder(this.#formatOf(topic));
    const partitions = (await log.partitionCount(topic)) ?? 0;
    const reader = new MergedReader(log, topic, new Array(partitions).fill(0), READ_AT_ONCE);
    const dsIndex = plan.sourceSchema.findIndex((field) => field.name === PARTITION_COLUMN);
    const rows: Row[] = [];
    for (;;) {
      if (this.#isStopped) throw new TilescopeError("upload/stopped", "The server is being stopped.");
      const { records } = await reader.take(READ_AT_ONCE);
      if (records.length === 0) break;
      for (const record of records) {
        const row = decode(record.value, plan.sourceSchema);
        const timeMs = row.ok ? takenAt(plan, row.value) : null;
        if (row.ok && timeMs !== null && oldestMs <= timeMs && timeMs < batchEndMs)
          rows.push(withDs(row.value, dsIndex, dsOf(timeMs)));
      }
      await wait(0);
    }
    const schema: Schema =
      dsIndex >= 0 ? plan.sourceSchema : [...plan.sourceSchema, { name: PARTITION_COLUMN, type: "string" }];
    return { name, schema, rows };
  }
}

/** Event time of a row that a job would put into a tile or the late output; `null` for one that it would not. */
function takenAt(plan: Plan, row: Row): number | null {
  try {
    const selected = plan.select(row);
    return selected === null || selected.key.includes(null) ? null : selected.timeMs;
  } catch (error) {
    if (!(error instanceof TilescopeError)) throw error;
    return null;
  }
}

const withDs = (row: Row, dsIndex: number, ds: Ds): Row => (dsIndex < 0 ? [...row, ds] : row.with(dsIndex, ds));

/** The definition with its streaming source alone, read from this table. */
function readingTable(definition: GroupBy, table: string): GroupBy {
  const source = definition.sources?.[streamingSourceIndex(definition)];
  if (source?.events === undefined)
    throw RequestError.unprocessable("upload/not-events", "Only a GroupBy over events can be uploaded from its topic.");
  return { ...definition, sources: [{ events: { ...source.events, table } }] };
}
