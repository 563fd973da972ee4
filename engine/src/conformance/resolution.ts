import { TilescopeError } from "../errors.ts";
import { type Json, valueToJson } from "../schema/json.ts";
import { roundToHop } from "../time/hop.ts";
import {
  DAILY_RESOLUTION,
  declaredWindowMs,
  declaredWindowStartMs,
  FIVE_MINUTE_RESOLUTION,
  smallestTailHopMs,
} from "../time/resolution.ts";
import { type Window, windowLabel } from "../time/window.ts";
import { aggregationsOf, arrayOf, objectOf, windowOf } from "./chronon-case.ts";
import type { ConformanceAnswer, ConformanceCase, ConformanceHandler } from "./handler.ts";

function dailyTailHop(window: Window): { dailyTailHopMillis: number } | { dailyError: { class: string } } {
  try {
    return { dailyTailHopMillis: DAILY_RESOLUTION.tailHopMs(window) };
  } catch (error) {
    if (error instanceof TilescopeError) return { dailyError: { class: error.code } };
    throw error;
  }
}

/** The query times stand in the expected part: they are inputs. */
function queryTimes(testCase: ConformanceCase): number[] {
  const starts = objectOf(testCase.expected ?? {}).windowStarts ?? testCase.windowStarts ?? [];
  return arrayOf(starts).map((start) => Number(objectOf(start).queryTs));
}

function tailHop(testCase: ConformanceCase): Json {
  const window = windowOf(testCase.window ?? null);
  const label = windowLabel(window);
  return {
    millis: valueToJson("long", declaredWindowMs(window)),
    label: label === "" ? "unbounded" : label,
    nameSuffix: label === "" ? "" : `_${label}`,
    fiveMinuteTailHopMillis: FIVE_MINUTE_RESOLUTION.tailHopMs(window),
    windowStarts: queryTimes(testCase).map((queryTs) => ({
      queryTs,
      startInclusive: valueToJson("long", declaredWindowStartMs(queryTs, window)),
    })),
    ...dailyTailHop(window),
  };
}

/** Window length to tail hop, window start, smallest hop of a set of aggregations, rounding. */
export const resolution: ConformanceHandler = (testCase): ConformanceAnswer => {
  switch (testCase.subkind) {
    case "tailHop":
      return { actual: tailHop(testCase) };
    case "hopSizes":
      return {
        actual: Object.fromEntries(
          [FIVE_MINUTE_RESOLUTION, DAILY_RESOLUTION].map(({ name, hopSizesMs }) => [name, [...hopSizesMs]]),
        ),
      };
    case "smallest": {
      const windows = aggregationsOf(testCase.aggregations).flatMap((aggregation) => aggregation.windows ?? []);
      return { actual: { smallestWindowResolutionMillis: smallestTailHopMs(windows) } };
    }
    case "round":
      return { actual: { rounded: roundToHop(Number(testCase.ts), Number(testCase.toMillis)) } };
    default:
      return { unsupported: `no resolution cases of subkind "${testCase.subkind}"` };
  }
};
