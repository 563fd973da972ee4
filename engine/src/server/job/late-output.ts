import { lateDataset } from "../../group-by/dataset-names.ts";
import type { Plan } from "../../group-by/plan.ts";
import type { Emission } from "../../operators/emission.ts";
import type { KVStore, PutRequest } from "../../ports/kv-store.ts";
import type { LogRecord } from "../../ports/log.ts";
import { type Json, parseJson, stringifyJson, valueToJson } from "../../schema/json.ts";
import type { Schema } from "../../schema/schema.ts";
import type { Row } from "../../schema/value.ts";

/** An event that came after its tile had closed. Times in ms. */
export interface LateEvent {
  readonly partition: number;
  readonly offset: number;
  readonly appendedMs: number;
  readonly timeMs: number;
  readonly key: { readonly [column: string]: Json };
  readonly inputs: { readonly [column: string]: Json };
  /** The tile that it missed, `[startMs, endMs)`. */
  readonly startMs: number;
  readonly endMs: number;
  readonly watermarkMs: number;
}

/** So many offsets of a partition share one key of the dataset. */
const CHUNK = 1_024;
const CHUNKS_A_READ = 64;
const MOST_CHUNKS_A_PAGE = 4_096;

type LateEmission = Extract<Emission, { kind: "late" }>;

const asObject = (schema: Schema, row: Row): Record<string, Json> =>
  Object.fromEntries(schema.map(({ name, type }, i) => [name, valueToJson(type, row[i] ?? null)]));

export function lateEvent(plan: Plan, emission: LateEmission, record: LogRecord): LateEvent {
  const { timeMs, startMs, endMs, watermarkMs } = emission;
  return {
    partition: record.partition,
    offset: record.offset,
    appendedMs: record.appendedMs,
    timeMs,
    key: asObject(plan.keySchema, emission.key),
    inputs: asObject(plan.inputSchema, emission.inputs),
    startMs,
    endMs,
    watermarkMs,
  };
}

/** Stored under the record's place in the log, so that writing it again changes nothing. */
export function latePut(plan: Plan, late: LateEvent): PutRequest {
  return {
    dataset: lateDataset(plan.name),
    keyBytes: chunkKey(late.partition, Math.floor(late.offset / CHUNK)),
    valueBytes: new TextEncoder().encode(stringifyJson(late)),
    tsMillis: late.timeMs,
    tile: { startMs: late.offset, sizeMs: 1 },
  };
}

/** The late events of a partition with `fromOffset <= offset < endOffset`, in order of offset. */
export async function readLateEvents(
  store: KVStore,
  groupBy: string,
  partition: number,
  fromOffset: number,
  endOffset: number,
): Promise<LateEvent[]> {
  const dataset = lateDataset(groupBy);
  const first = Math.floor(fromOffset / CHUNK);
  const chunks = Math.max(0, Math.ceil(endOffset / CHUNK) - first);
  const answers = await store.multiGet(
    Array.from({ length: chunks }, (_, i) => ({
      dataset,
      keyBytes: chunkKey(partition, first + i),
      afterTsMillis: Math.max(fromOffset, (first + i) * CHUNK),
    })),
  );
  const events: LateEvent[] = [];
  for (const answer of answers) {
    if (!answer.ok) throw answer.error;
    for (const { bytes, millis } of answer.values)
      if (millis < endOffset) events.push(parseJson(new TextDecoder().decode(bytes)) as unknown as LateEvent);
  }
  return events;
}

export interface LatePage {
  readonly events: readonly LateEvent[];
  /** Where the next page begins; null: there is none. */
  readonly nextOffset: number | null;
}

export interface LateRange {
  readonly partition: number;
  readonly fromOffset: number;
  readonly endOffset: number;
  readonly limit: number;
}

/** The first late events of a range. A page can hold few or none where late events are rare: it covers so many offsets only. */
export async function readLatePage(store: KVStore, groupBy: string, range: LateRange): Promise<LatePage> {
  const { partition, endOffset, limit } = range;
  const events: LateEvent[] = [];
  const stopAt = Math.min(endOffset, range.fromOffset + MOST_CHUNKS_A_PAGE * CHUNK);
  let from = range.fromOffset;
  while (from < stopAt) {
    const to = Math.min(stopAt, from + CHUNKS_A_READ * CHUNK);
    const found = await readLateEvents(store, groupBy, partition, from, to);
    events.push(...found.slice(0, limit - events.length));
    from = to;
    const last = events.at(-1);
    if (events.length === limit && last !== undefined) {
      from = last.offset + 1;
      break;
    }
  }
  return { events, nextOffset: from < endOffset ? from : null };
}

function chunkKey(partition: number, chunk: number): Uint8Array {
  const bytes = new Uint8Array(12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, partition);
  view.setBigUint64(4, BigInt(chunk));
  return bytes;
}
