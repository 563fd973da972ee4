import type { SourceRecord } from "../operators/emission.ts";
import type { Json } from "../schema/json.ts";
import type { Schema } from "../schema/schema.ts";
import type { Row } from "../schema/value.ts";
import { processingTime } from "../time/event-time.ts";
import { arrivalOrder } from "./arrival-order.ts";
import type { DraftProblem, DraftStream } from "./draft-stream.ts";
import { fileEvents } from "./file-events.ts";
import { generatedEvents } from "./generated-events.ts";
import { scriptedEvents } from "./scripted-events.ts";
import type { StreamDefinition, StreamEdits } from "./stream.ts";
import { valueOfTime } from "./time-column.ts";

export interface CreatedEvents {
  readonly schema: Schema;
  /** In order of arrival; offsets count from 0 in each partition. */
  readonly records: readonly SourceRecord[];
  /** For each record its index in the unedited stream: what further edits name. */
  readonly originalIndex: Uint32Array;
  readonly partitions: number;
  /** Rows that could not be read as they are written, by step. */
  readonly problems: readonly { readonly step: number; readonly reason: string }[];
}

const KEPT_PROBLEMS = 100;

const NO_EVENTS = {
  rows: [],
  arrivalMs: new Float64Array(0),
  partition: new Uint16Array(0),
  timeIndex: 0,
  timeUnit: "milliseconds",
  problems: [],
} as const;

function draft(stream: StreamDefinition, fileRows: readonly Readonly<Record<string, Json>>[]): DraftStream {
  switch (stream.kind) {
    case "generator":
      return generatedEvents(stream);
    case "rows":
      return scriptedEvents(stream);
    case "file":
      return fileEvents(stream, fileRows);
    case "live":
      return { ...NO_EVENTS, schema: stream.schema };
  }
}

/** The draft with its events in the order that `from` names. */
function reordered(stream: DraftStream, from: Uint32Array): DraftStream {
  const reasons = new Map(stream.problems.map((problem) => [problem.row, problem.reason]));
  const problems: DraftProblem[] = [];
  for (let row = 0; row < from.length && reasons.size > 0; row++) {
    const reason = reasons.get(from[row] ?? 0);
    if (reason !== undefined) problems.push({ row, reason });
  }
  const rows = new Array<Row>(from.length);
  const arrivalMs = new Float64Array(from.length);
  const partition = new Uint16Array(from.length);
  for (let row = 0; row < from.length; row++) {
    const index = from[row] ?? 0;
    rows[row] = stream.rows[index] ?? [];
    arrivalMs[row] = stream.arrivalMs[index] ?? 0;
    partition[row] = stream.partition[index] ?? 0;
  }
  return { ...stream, rows, arrivalMs, partition, problems };
}

/** Applies edits to a draft in order of arrival. Returns it in its new order, with the old index of each event. */
function edited(stream: DraftStream, edits: StreamEdits): { stream: DraftStream; original: Uint32Array } {
  const timeType = stream.schema[stream.timeIndex]?.type ?? "long";
  const rows = stream.rows.map((row, index) => {
    const eventMs = edits[index]?.eventMs;
    return eventMs === undefined ? row : row.with(stream.timeIndex, valueOfTime(eventMs, stream.timeUnit, timeType));
  });
  const arrivalMs = stream.arrivalMs.map((time, index) => edits[index]?.arrivalMs ?? time);
  const original = arrivalOrder(arrivalMs).filter((index) => edits[index]?.removed !== true);
  return { stream: reordered({ ...stream, rows, arrivalMs }, original), original };
}

/**
 * The records that a stream definition stands for, sorted by arrival (those of one time keep their order), after the
 * person's edits. The same definition, edits and rows give the same records on every machine. `fileRows` are the rows
 * of a file stream by column name. The definition has passed `validateStream`.
 */
export function createEvents(
  definition: StreamDefinition,
  edits: StreamEdits = {},
  fileRows: readonly Readonly<Record<string, Json>>[] = [],
): CreatedEvents {
  const unordered = draft(definition, fileRows);
  const unedited = reordered(unordered, arrivalOrder(unordered.arrivalMs));
  const { stream, original } =
    Object.keys(edits).length > 0
      ? edited(unedited, edits)
      : { stream: unedited, original: Uint32Array.from(unedited.rows.keys()) };
  const named = stream.partition.reduce((most, partition) => Math.max(most, partition + 1), 1);
  const partitions = Math.max(named, definition.kind === "generator" ? (definition.partitions ?? 1) : 1);
  const offsets = new Uint32Array(partitions);
  const records = stream.rows.map((row, index): SourceRecord => {
    const partition = stream.partition[index] ?? 0;
    const offset = offsets[partition] ?? 0;
    offsets[partition] = offset + 1;
    return { index, partition, offset, processingMs: processingTime(stream.arrivalMs[index] ?? 0), row };
  });
  const problems = stream.problems.slice(0, KEPT_PROBLEMS).map(({ row, reason }) => ({ step: row, reason }));
  return { schema: stream.schema, records, originalIndex: original, partitions, problems };
}
