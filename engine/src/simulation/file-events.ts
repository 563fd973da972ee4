import type { Json } from "../schema/json.ts";
import { columnIndex } from "../schema/schema.ts";
import { logNormal, logNormalSigma } from "./distributions.ts";
import type { DraftStream } from "./draft-stream.ts";
import { Random } from "./random.ts";
import type { FileStream } from "./stream.ts";
import { timeOfValue } from "./time-column.ts";
import { writtenRows } from "./written-rows.ts";

/** Arrival of each row by its event time; a row without time arrives with the one before it. */
function arrivals(stream: FileStream, times: readonly (number | null)[]): Float64Array {
  const { arrival } = stream;
  const firstMs = times.find((time) => time !== null) ?? 0;
  let beforeMs = firstMs;
  if (arrival.kind === "file-order")
    return Float64Array.from(times, (time) => {
      beforeMs = Math.max(beforeMs, time ?? beforeMs);
      return beforeMs;
    });
  if (arrival.kind === "event-time")
    return Float64Array.from(times, (time) => {
      beforeMs = time ?? beforeMs;
      return beforeMs;
    });
  const delayed = new Random(arrival.seed, "delayed");
  const delay = new Random(arrival.seed, "delays");
  const sigma = logNormalSigma(arrival.p50Ms, arrival.p95Ms);
  return Float64Array.from(times, (time) => {
    const late = delayed.chance(arrival.share) && arrival.p50Ms > 0;
    const delayMs = late ? Math.round(logNormal(delay, arrival.p50Ms, sigma)) : 0;
    beforeMs = time ?? beforeMs;
    return beforeMs + delayMs;
  });
}

/** The events of a file's rows, as the page read them. They keep their raw values; `timeUnit` says what the time means. */
export function fileEvents(stream: FileStream, fileRows: readonly Readonly<Record<string, Json>>[]): DraftStream {
  const { schema, timeUnit } = stream;
  const { rows, problems } = writtenRows(schema, fileRows);
  const timeIndex = columnIndex(schema, stream.timeColumn);
  const times = rows.map((row) => timeOfValue(row[timeIndex] ?? null, timeUnit));
  const arrivalMs = arrivals(stream, times);
  return { schema, rows, arrivalMs, partition: new Uint16Array(rows.length), timeIndex, timeUnit, problems };
}
