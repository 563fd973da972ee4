import { Random } from "../../src/simulation/random.ts";
import { MINUTE_MS } from "../../src/time/duration.ts";
import type { JobSettings } from "../../src/worker/protocol.ts";
import { type FaultRates, NO_FAULTS } from "../faults/fault-rates.ts";
import { makeVisits, type Visit } from "../faults/visits.ts";

/** Something that befalls the run at a moment, in ms since its start. */
export type Incident =
  | { readonly kind: "kill"; readonly atMs: number; readonly worker: number; readonly backAfterMs: number }
  | { readonly kind: "stop"; readonly atMs: number; readonly worker: number; readonly forMs: number }
  /**
   * The worker loses its lock and another process takes it over at once. It is stopped for `forMs` (0: it runs on), and
   * hears of the loss so long after the moment, or never.
   */
  | {
      readonly kind: "takeover";
      readonly atMs: number;
      readonly worker: number;
      readonly forMs: number;
      readonly heardAfterMs: number | null;
    }
  | { readonly kind: "clock"; readonly atMs: number; readonly worker: number; readonly offMs: number }
  | { readonly kind: "appender-clock"; readonly atMs: number; readonly offMs: number }
  /** Only the calls of this worker fail, before or after they were done. */
  | { readonly kind: "cut"; readonly atMs: number; readonly worker: number; readonly forMs: number }
  | { readonly kind: "network"; readonly atMs: number; readonly rates: FaultRates }
  | { readonly kind: "rescale"; readonly atMs: number; readonly workers: number };

/** What is appended at a moment. */
export interface Append {
  readonly atMs: number;
  readonly visits: readonly Visit[];
  /** The answer of the log was lost, so it was appended again. */
  readonly isRepeated: boolean;
  /** Partition of a record before them that does not decode; null: there is none. */
  readonly undecodable: number | null;
}

/** A whole run, drawn from its seed. */
export interface Schedule {
  readonly seed: number;
  readonly partitions: number;
  readonly workers: number;
  readonly settings: JobSettings;
  readonly batchSize: number;
  readonly checkpointEveryMs: number;
  readonly rates: FaultRates;
  readonly appends: readonly Append[];
  readonly incidents: readonly Incident[];
  readonly endMs: number;
}

const pick = <T>(random: Random, items: readonly T[]): T => items[random.whole(0, items.length - 1)] as T;

function drawRates(random: Random): FaultRates {
  if (random.chance(0.25)) return NO_FAULTS;
  const rate = (): number => (random.chance(0.5) ? 0 : random.unit() * 0.3);
  return {
    slowest: pick(random, [0, 1, 5, 40, 400]),
    failed: rate(),
    unanswered: rate(),
    delayed: rate(),
    twice: rate(),
    partly: rate(),
  };
}

function drawSettings(random: Random): JobSettings {
  return {
    mode: random.chance(0.85) ? "tiled" : "untiled",
    trigger: random.chance(0.6)
      ? { kind: "every-element" }
      : { kind: "buffered", bufferMs: pick(random, [1, 50, 300, 2_000]) },
    outOfOrdernessMs: pick(random, [0, MINUTE_MS, 5 * MINUTE_MS, 20 * MINUTE_MS]),
    idlenessMs: pick(random, [50, 500, 5_000, 1e9]),
  };
}

function drawIncident(random: Random, endMs: number, workers: number): Incident {
  const atMs = random.whole(0, endMs);
  const worker = random.whole(0, workers - 1);
  switch (random.whole(0, 9)) {
    case 0:
    case 1:
      return { kind: "stop", atMs, worker, forMs: random.whole(1, 4_000) };
    case 2:
      return { kind: "clock", atMs, worker, offMs: random.whole(-60_000, 60_000) };
    case 3:
      return { kind: "appender-clock", atMs, offMs: random.whole(-3_000, 3_000) };
    case 4:
      return { kind: "network", atMs, rates: drawRates(random) };
    default:
      return { kind: "kill", atMs, worker, backAfterMs: random.whole(0, 800) };
  }
}

/** Drawn on its own, so that the rest of a seed's run stays what it was. */
function drawTakeovers(seed: number, endMs: number, workers: number): Incident[] {
  const random = new Random(seed, "takeovers");
  return Array.from({ length: random.chance(0.5) ? 0 : random.whole(1, 4) }, () => ({
    kind: "takeover",
    atMs: random.whole(0, endMs),
    worker: random.whole(0, workers - 1),
    forMs: random.chance(0.4) ? 0 : random.whole(1, 3_000),
    heardAfterMs: random.chance(0.2) ? null : random.whole(0, 4_000),
  }));
}

/** The run that belongs to a seed. */
export function drawSchedule(seed: number): Schedule {
  const random = new Random(seed, "schedule");
  const more = new Random(seed, "more");
  const partitions = pick(random, [1, 1, 2, 3]);
  const workers = pick(random, [1, 1, 2, 3]);
  const visits = makeVisits(random, random.whole(5, 90), partitions, pick(random, [500, 20_000, 120_000]));
  const endMs = random.whole(200, 6_000);
  const isClean = more.chance(0.5);
  const appends: Append[] = [];
  for (let at = 0; at < visits.length; ) {
    const count = random.whole(1, 12);
    appends.push({
      atMs: random.chance(0.3) ? 0 : random.whole(0, endMs),
      visits: visits.slice(at, at + count),
      isRepeated: !isClean && more.chance(0.1),
      undecodable: !isClean && more.chance(0.2) ? more.whole(0, partitions - 1) : null,
    });
    at += count;
  }
  appends.sort((a, b) => a.atMs - b.atMs);
  const incidents: Incident[] = Array.from({ length: random.whole(0, 12) }, () => drawIncident(random, endMs, workers));
  for (let cuts = more.whole(-2, 2); cuts > 0; cuts--)
    incidents.push({
      kind: "cut",
      atMs: more.whole(0, endMs),
      worker: more.whole(0, workers - 1),
      forMs: more.whole(1, 4_000),
    });
  if (random.chance(0.3))
    incidents.push({ kind: "rescale", atMs: random.whole(0, endMs), workers: random.whole(1, 4) });
  incidents.push(...drawTakeovers(seed, endMs, workers));
  return {
    seed,
    partitions,
    workers,
    settings: drawSettings(random),
    batchSize: pick(random, [1, 3, 10, 1_000]),
    checkpointEveryMs: pick(random, [20, 200, 2_000, 1e9]),
    rates: drawRates(random),
    appends,
    incidents: incidents.sort((a, b) => a.atMs - b.atMs),
    endMs,
  };
}
