import { ListState } from "../operators/keyed-state/list-state.ts";
import { MapState } from "../operators/keyed-state/map-state.ts";
import { ReducingState } from "../operators/keyed-state/reducing-state.ts";
import { Expiry, type TimeToLive } from "../operators/keyed-state/time-to-live.ts";
import { ValueState } from "../operators/keyed-state/value-state.ts";
import { GLOBAL_WINDOW } from "../operators/windowing/time-window.ts";
import { TimerQueue } from "../operators/windowing/timer-queue.ts";
import type { Json } from "../schema/json.ts";
import { field, list, type Output, text, timeFromJson, timeToJson, wholeNumber } from "./flink-case.ts";
import type { ConformanceHandler } from "./handler.ts";

/** One state of each type, as the cases give every key. */
class KeyStates {
  readonly value: ValueState<Json>;
  readonly list: ListState<Json>;
  readonly map: MapState<Json>;
  readonly reduce: ReducingState<number>;

  constructor(expiry: Expiry) {
    this.value = new ValueState(expiry);
    this.list = new ListState(expiry);
    this.map = new MapState(expiry);
    this.reduce = new ReducingState(expiry, (left, right) => left + right);
  }
}

/** Flink refuses null elements of lists. */
class NullElement extends Error {}

function elements(json: Json | undefined): Json[] {
  const values = list(json);
  if (values.includes(null)) throw new NullElement();
  return values;
}

const sortedObject = (entries: readonly [string, Json][]): Json =>
  Object.fromEntries(entries.toSorted(([left], [right]) => (left < right ? -1 : 1)));

/** Does one state operation; undefined where it reads nothing. */
const OPERATIONS: Readonly<Record<string, (states: KeyStates, args: readonly Json[]) => Json | undefined>> = {
  "value.get": ({ value }) => value.get(),
  "value.update": ({ value }, [next]) => value.update(next ?? null),
  "value.clear": ({ value }) => value.clear(),
  "list.get": (states) => states.list.get(),
  "list.add": (states, args) => states.list.addAll(elements([...args])),
  "list.addAll": (states, [values]) => states.list.addAll(elements(values)),
  "list.update": (states, [values]) => states.list.update(elements(values)),
  "list.clear": (states) => states.list.clear(),
  "map.get": ({ map }, [name]) => map.get(text(name)),
  "map.put": ({ map }, [name, value]) => map.put(text(name), value ?? null),
  "map.contains": ({ map }, [name]) => map.contains(text(name)),
  "map.remove": ({ map }, [name]) => map.remove(text(name)),
  "map.entries": ({ map }) => sortedObject(map.entries()),
  "map.isEmpty": ({ map }) => map.isEmpty(),
  "map.clear": ({ map }) => map.clear(),
  "reduce.get": ({ reduce }) => reduce.get(),
  "reduce.add": ({ reduce }, [value]) => reduce.add(wholeNumber(value)),
  "reduce.clear": ({ reduce }) => reduce.clear(),
} as Readonly<Record<string, (states: KeyStates, args: readonly Json[]) => Json | undefined>>;

function timeToLive(json: Json | undefined): TimeToLive | null {
  if (json === undefined) return null;
  return {
    ttlMs: wholeNumber(field(json, "ms")),
    renewOnRead: field(json, "update") === "on_read_and_write",
    returnExpired: field(json, "visibility") === "return_expired_if_not_cleaned_up",
  };
}

/** Which timers a fired one registers. */
function chained(spec: Json, timeMs: number): number | null {
  const chain = field(spec, "chain");
  if (chain === undefined || !Number.isFinite(timeMs)) return null;
  const due = timeMs % wholeNumber(field(chain, "mod")) === 0 && timeMs < wholeNumber(field(chain, "limit"));
  return due ? timeMs + wholeNumber(field(chain, "delta")) : null;
}

/** `state.jsonl`: kinds `state_timers` and `state_ttl`, a keyed process function with states and event-time timers. */
export const flinkState: ConformanceHandler = (testCase) => {
  const { kind } = testCase;
  if (kind !== "state_timers" && kind !== "state_ttl") return { unsupported: `kind ${kind}` };
  const spec = testCase.spec ?? null;
  const output: Output[] = [];
  const timers = new TimerQueue();
  const keys = new Map<string, KeyStates>();
  let ttlMs = 0;
  let watermarkMs = Number.NEGATIVE_INFINITY;
  const expiry = new Expiry(timeToLive(field(spec, "ttl")), () => ttlMs);
  const statesOf = (key: string): KeyStates => {
    const states = keys.get(key) ?? new KeyStates(expiry);
    keys.set(key, states);
    return states;
  };
  const timer = (key: string, timeMs: number) => ({ timeMs, key, window: GLOBAL_WINDOW });
  const advance = (toMs: number): void => {
    if (toMs <= watermarkMs) return;
    watermarkMs = toMs;
    for (let due = timers.takeDue(toMs); due !== null; due = timers.takeDue(toMs)) {
      const [at, wm] = [timeToJson(due.timeMs), timeToJson(toMs)];
      output.push({ e: "timer", key: due.key, at, domain: "EVENT_TIME", wm, ts: at });
      const next = chained(spec, due.timeMs);
      if (next !== null) timers.register(timer(due.key, next));
      if (field(spec, "clearOnTimer") !== true) continue;
      statesOf(due.key).value.clear();
      statesOf(due.key).list.clear();
    }
    output.push({ e: "wm", ts: timeToJson(toMs) });
  };
  const operate = (key: string, [name, ...args]: Json[]): Json | undefined => {
    if (name === "watermark") return timeToJson(watermarkMs);
    if (name === "timer") return void timers.register(timer(key, timeFromJson(args[0])));
    if (name === "timer.delete") return void timers.delete(timer(key, timeFromJson(args[0])));
    const operation = OPERATIONS[text(name)];
    if (operation === undefined) throw new RangeError(`Unknown operation ${text(name)}`);
    return operation(statesOf(key), args);
  };
  for (const [op, item] of list(testCase.input).entries()) {
    const [type, time, key, operation] = list(item);
    if (type === "w") advance(timeFromJson(time));
    else if (type === "ttl_time") ttlMs = timeFromJson(time);
    else {
      const shown: Output = { key: text(key), op, ts: timeToJson(timeFromJson(time)) };
      if (kind === "state_ttl") shown.step = op;
      try {
        const value = operate(text(key), list(operation));
        if (value !== undefined) output.push({ e: "result", ...shown, value });
      } catch (error) {
        if (!(error instanceof NullElement)) throw error;
        output.push({ e: "exception", ...shown, class: "NullPointerException" });
      }
    }
  }
  if (kind === "state_timers") advance(Number.POSITIVE_INFINITY);
  return { actual: output };
};
