import { columnIndex } from "../schema/schema.ts";
import type { DraftStream } from "./draft-stream.ts";
import type { ScriptedStream } from "./stream.ts";
import { timeOfValue, timeUnitOf } from "./time-column.ts";
import { writtenRows } from "./written-rows.ts";

/** The events of written rows. One without arrival arrives at its event time; without that too, with the row before. */
export function scriptedEvents(stream: ScriptedStream): DraftStream {
  const { schema, rows: written } = stream;
  const { rows, problems } = writtenRows(
    schema,
    written.map((row) => row.event),
  );
  const timeIndex = columnIndex(schema, stream.timeColumn);
  const timeUnit = timeUnitOf(schema[timeIndex]?.type ?? "long");
  let latestMs = 0;
  const arrivalMs = Float64Array.from(written, (row, i) => {
    latestMs = row.arrivalMs ?? timeOfValue(rows[i]?.[timeIndex] ?? null, timeUnit) ?? latestMs;
    return latestMs;
  });
  const partition = Uint16Array.from(written, (row) => row.partition ?? 0);
  return { schema, rows, arrivalMs, partition, timeIndex, timeUnit, problems };
}
