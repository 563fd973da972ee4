import { TilescopeError } from "../../src/errors.ts";
import type { Timers } from "../../src/ports/timers.ts";
import type { Random } from "../../src/simulation/random.ts";

/** How often calls of a port go wrong, as probabilities, and how long they take in ms. */
export interface FaultRates {
  readonly slowest: number;
  /** Nothing was done, and the caller hears so. */
  readonly failed: number;
  /** It was done, and the caller hears that it failed. */
  readonly unanswered: number;
  /** The caller hears that it failed, and it is done some time later. */
  readonly delayed: number;
  /** It was done twice. */
  readonly twice: number;
  /** Only some of the puts of a call were done, as the answer says. */
  readonly partly: number;
}

export const NO_FAULTS: FaultRates = { slowest: 0, failed: 0, unanswered: 0, delayed: 0, twice: 0, partly: 0 };

/** Where faults come from. */
export interface FaultSource {
  readonly random: Random;
  readonly timers: Timers;
  /** As they are now. */
  readonly rates: () => FaultRates;
}

const unavailable = (): TilescopeError => new TilescopeError("kv-store/unavailable", "The call timed out.");

const pause = (timers: Timers, ms: number): Promise<void> => new Promise((resolve) => void timers.after(ms, resolve));

/** Makes a call through a network that delays, loses and repeats. */
export async function faultyCall<T>({ random, timers, rates }: FaultSource, call: () => Promise<T>): Promise<T> {
  const { slowest, failed, unanswered, delayed, twice } = rates();
  if (slowest > 0) await pause(timers, random.whole(0, slowest));
  if (random.chance(failed)) throw unavailable();
  if (random.chance(delayed)) {
    void timers.after(random.whole(0, 3_000), () => void call().catch(() => undefined));
    throw unavailable();
  }
  if (random.chance(twice)) await call();
  const result = await call();
  if (slowest > 0) await pause(timers, random.whole(0, slowest));
  if (random.chance(unanswered)) throw unavailable();
  return result;
}
