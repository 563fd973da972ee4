import { TilescopeError } from "../errors.ts";
import { countEvictor, evictedContents, timeEvictor } from "../operators/windowing/evictor.ts";
import type { Trigger } from "../operators/windowing/trigger.ts";
import { alwaysFire } from "../operators/windowing/triggers/always-fire.ts";
import { alwaysFireAndEnd } from "../operators/windowing/triggers/always-fire-and-end.ts";
import { bufferedProcessingTimeTrigger } from "../operators/windowing/triggers/buffered-processing-time.ts";
import { continuousEventTimeTrigger } from "../operators/windowing/triggers/continuous-event-time.ts";
import { continuousProcessingTimeTrigger } from "../operators/windowing/triggers/continuous-processing-time.ts";
import { countTrigger } from "../operators/windowing/triggers/count.ts";
import { eventTimeTrigger } from "../operators/windowing/triggers/event-time.ts";
import { never } from "../operators/windowing/triggers/never.ts";
import { processingTimeTrigger } from "../operators/windowing/triggers/processing-time.ts";
import { purgingTrigger } from "../operators/windowing/triggers/purging.ts";
import {
  globalWindows,
  sessionWindows,
  slidingWindows,
  tumblingWindows,
  type WindowAssigner,
} from "../operators/windowing/window-assigner.ts";
import {
  aggregatedContents,
  type WindowAggregate,
  type WindowContents,
} from "../operators/windowing/window-contents.ts";
import type { WindowSettings } from "../operators/windowing/window-operator.ts";
import type { Json } from "../schema/json.ts";
import { field, text, timeToJson, wholeNumber } from "./flink-case.ts";

function unknown(what: string, json: Json | undefined): never {
  throw new TilescopeError("conformance/malformed-case", `Unknown ${what} ${String(JSON.stringify(json))}`);
}

/** An aggregate of whole numbers by one step from a value that stands for none. */
const folded = (
  none: number,
  step: (left: number, value: number) => number,
  merge: (left: number, right: number) => number,
): WindowAggregate<Json, Json, Json> => ({
  create: () => none,
  add: (left, value) => step(Number(left), wholeNumber(value)),
  merge: (left, right) => merge(Number(left), Number(right)),
  result: (value) => timeToJson(Number(value)),
});

const AGGREGATES: Readonly<Record<string, WindowAggregate<Json, Json, Json>>> = {
  count: folded(
    0,
    (count) => count + 1,
    (left, right) => left + right,
  ),
  sum: folded(
    0,
    (sum, value) => sum + value,
    (left, right) => left + right,
  ),
  min: folded(Number.POSITIVE_INFINITY, Math.min, Math.min),
  max: folded(Number.NEGATIVE_INFINITY, Math.max, Math.max),
  last: folded(
    0,
    (_last, value) => value,
    (_left, right) => right,
  ),
  list: {
    create: () => [],
    add: (values, value) => [...(values as Json[]), value],
    merge: (left, right) => [...(left as Json[]), ...(right as Json[])],
    result: (values) => values,
  },
};

function assignerOf(json: Json | undefined): WindowAssigner<Json> {
  const number = (name: string): number => wholeNumber(field(json, name));
  switch (field(json, "type")) {
    case "tumbling":
      return tumblingWindows(number("size"), number("offset"));
    case "sliding":
      return slidingWindows(number("size"), number("slide"), number("offset"));
    case "session": {
      const gapMs = number("gap");
      return sessionWindows(() => gapMs);
    }
    case "session_dynamic": {
      const [base, mod, step] = [number("base"), number("mod"), number("step")];
      return sessionWindows((value) => base + (((wholeNumber(value) % mod) + mod) % mod) * step);
    }
    case "global":
      return globalWindows();
    default:
      return unknown("assigner", json);
  }
}

function triggerOf(json: Json | undefined, assigner: WindowAssigner<Json>): Trigger {
  if (json === undefined) return assigner.eventTime ? eventTimeTrigger : never;
  const number = (name: string): number => wholeNumber(field(json, name));
  switch (field(json, "type")) {
    case "event_time":
      return eventTimeTrigger;
    case "continuous_event_time":
      return continuousEventTimeTrigger(number("interval"));
    case "count":
      return countTrigger(number("n"));
    case "purging":
      return purgingTrigger(triggerOf(field(json, "of"), assigner));
    case "processing_time":
      return processingTimeTrigger;
    case "continuous_processing_time":
      return continuousProcessingTimeTrigger(number("interval"));
    case "always_fire":
      return alwaysFire;
    case "always_fire_and_end":
      return alwaysFireAndEnd;
    case "buffered_processing_time":
      return bufferedProcessingTimeTrigger(number("ms"));
    default:
      return unknown("trigger", json);
  }
}

function contentsOf(spec: Json): WindowContents<Json, unknown, Json> {
  const aggregate = AGGREGATES[text(field(spec, "agg"))] ?? unknown("aggregate", spec);
  const evictor = field(spec, "evictor");
  if (evictor === undefined) return aggregatedContents(aggregate) as WindowContents<Json, unknown, Json>;
  const evict =
    field(evictor, "type") === "count"
      ? countEvictor(wholeNumber(field(evictor, "n")))
      : timeEvictor(wholeNumber(field(evictor, "size")));
  const afterwards = field(evictor, "after") === true;
  return evictedContents(aggregate, evict, afterwards) as WindowContents<Json, unknown, Json>;
}

/** The window operator that a case's `spec` describes. */
export function windowSettings(spec: Json): WindowSettings<Json, unknown, Json> {
  const assigner = assignerOf(field(spec, "assigner"));
  const lateness = field(spec, "allowedLateness");
  return {
    assigner,
    trigger: triggerOf(field(spec, "trigger"), assigner),
    contents: contentsOf(spec),
    allowedLatenessMs: lateness === undefined ? 0 : wholeNumber(lateness),
  };
}
