import type { Row, Value } from "../schema/value.ts";
import { MINUTE_MS } from "../time/duration.ts";
import { columnValues } from "./column-values.ts";
import { exponential, logNormal, logNormalSigma, weightedIndex, zipfWeights } from "./distributions.ts";
import type { DraftStream } from "./draft-stream.ts";
import { mix32, Random } from "./random.ts";
import type { GeneratedStream } from "./stream.ts";
import { timeUnitOf } from "./time-column.ts";

/** How many events a generator makes, before duplicates. */
export const generatedCount = (stream: GeneratedStream): number =>
  Math.round((stream.ratePerMinute * stream.durationMs) / MINUTE_MS);

/** Event times in order: as many as expected, as a Poisson process of that many events has them. */
function eventTimes(stream: GeneratedStream): Float64Array {
  const random = new Random(stream.seed, "times");
  const times = new Float64Array(generatedCount(stream));
  let sum = 0;
  for (let i = 0; i < times.length; i++) {
    sum += exponential(random);
    times[i] = sum;
  }
  const total = sum + exponential(random);
  return times.map((time) => stream.startMs + Math.floor((time / total) * stream.durationMs));
}

/** Draws how long an event is on its way, in whole ms. */
function delays(stream: GeneratedStream): (random: Random) => number {
  const { delayP50Ms, delayP95Ms } = stream.disorder;
  const sigma = logNormalSigma(delayP50Ms, delayP95Ms);
  return (random) => (delayP50Ms <= 0 ? 0 : Math.round(logNormal(random, delayP50Ms, sigma)));
}

/**
 * The events of a generator. Arrival is event time plus delay; a partition that stalls delivers everything at the end of
 * the stall (`fromMs`, `untilMs` are times of arrival). Events of a key share a partition, as a hash of the key gives it.
 */
export function generatedEvents(stream: GeneratedStream): DraftStream {
  const { seed, faults = {}, columns, partitions = 1 } = stream;
  const times = eventTimes(stream);
  const values = columns.map((column) => columnValues(column, stream));
  const timeIndex = columns.findIndex((column) => column.generator.kind === "time");
  const keyIndex = columns.findIndex((column) => column.generator.kind === "key");
  const keyRank = weightedIndex(zipfWeights(stream.keys.count, stream.keys.skew));
  const delay = delays(stream);
  const random = {
    key: new Random(seed, "keys"),
    delayed: new Random(seed, "delayed"),
    delay: new Random(seed, "delays"),
    duplicate: new Random(seed, "duplicates"),
    missingTime: new Random(seed, "missing times"),
    missingKey: new Random(seed, "missing keys"),
  };
  const rows: Row[] = [];
  const arrivals: number[] = [];
  const homes: number[] = [];
  const send = (row: Row, arrivalMs: number, partition: number): void => {
    const stall = faults.stalledPartition;
    const stalled = stall?.partition === partition && arrivalMs >= stall.fromMs && arrivalMs < stall.untilMs;
    rows.push(row);
    arrivals.push(stalled ? stall.untilMs : arrivalMs);
    homes.push(partition);
  };
  for (let index = 0; index < times.length; index++) {
    const timeMs = times[index] ?? 0;
    const event = { index, timeMs, keyRank: keyRank(random.key) };
    const row: Value[] = values.map((draw) => draw(event));
    if (random.missingTime.chance(faults.missingTime ?? 0)) row[timeIndex] = null;
    if (random.missingKey.chance(faults.missingKey ?? 0)) row[keyIndex] = null;
    const arrivalMs = timeMs + (random.delayed.chance(stream.disorder.share) ? delay(random.delay) : 0);
    const partition = mix32(event.keyRank) % partitions;
    send(row, arrivalMs, partition);
    if (random.duplicate.chance(faults.duplicates ?? 0))
      send(row, arrivalMs + Math.max(1, delay(random.duplicate)), partition);
  }
  return {
    schema: columns.map(({ name, type }) => ({ name, type })),
    rows,
    arrivalMs: Float64Array.from(arrivals),
    partition: Uint16Array.from(homes),
    timeIndex,
    timeUnit: timeUnitOf(columns[timeIndex]?.type ?? "long"),
    problems: [],
  };
}
