import { BoundedOutOfOrderness } from "../operators/watermark/bounded-out-of-orderness.ts";
import type { TimeWindow } from "../operators/windowing/time-window.ts";
import { WindowOperator, type WindowOutput } from "../operators/windowing/window-operator.ts";
import type { Json } from "../schema/json.ts";
import { field, list, type Output, text, timeFromJson, timeToJson, wholeNumber } from "./flink-case.ts";
import { windowSettings } from "./flink-window-settings.ts";
import type { ConformanceHandler } from "./handler.ts";

const isBeyondSafe = ({ startMs, endMs }: TimeWindow): boolean =>
  endMs !== Number.POSITIVE_INFINITY && !(Number.isSafeInteger(startMs) && Number.isSafeInteger(endMs));

function outputJson(output: WindowOutput<Json, Json>): Output {
  if (output.kind === "late") {
    const { key, value, timeMs } = output.element;
    return { e: "late", key, value, ts: timeToJson(timeMs) };
  }
  const { key, window, result, watermarkMs, cause, atMs } = output;
  const isGlobal = window.endMs === Number.POSITIVE_INFINITY;
  return {
    e: "fire",
    key,
    ...(!isGlobal && { start: window.startMs, end: window.endMs }),
    result,
    wm: timeToJson(watermarkMs),
    cause,
    at: timeToJson(atMs),
    ts: timeToJson(window.endMs - 1),
  };
}

/** `windows.jsonl` (kind `window`) and `proctime_windows.jsonl` (kind `proc_window`): a job with one window operator. */
export const flinkWindow: ConformanceHandler = (testCase) => {
  const { kind } = testCase;
  const spec = testCase.spec ?? null;
  if (kind !== "window" && kind !== "proc_window") return { unsupported: `kind ${kind}` };
  const output: Output[] = [];
  const operator = new WindowOperator(windowSettings(spec));
  let step = 0;
  const withStep = (item: Output): Output => (kind === "proc_window" ? { ...item, step } : item);
  const lateOutput = field(spec, "lateOutput") === true;
  let beyondSafe = false;
  const emit = (item: WindowOutput<Json, Json>): void => {
    if (item.kind === "fired" && isBeyondSafe(item.window)) beyondSafe = true;
    if (item.kind === "fired" || lateOutput) output.push(withStep(outputJson(item)));
  };
  let watermarkMs = Number.NEGATIVE_INFINITY;
  const advance = (ms: number): void => {
    if (ms <= watermarkMs) return;
    watermarkMs = ms;
    operator.onWatermark(ms, emit);
    output.push(withStep({ e: "wm", ts: timeToJson(ms) }));
  };
  const bound = field(spec, "boundedOutOfOrderness");
  const generator = bound === undefined ? null : new BoundedOutOfOrderness(wholeNumber(bound));
  for (const item of list(testCase.input)) {
    const [type, time, key, value] = list(item);
    if (type === "w") advance(timeFromJson(time));
    else if (type === "p") operator.onProcessingTime(timeFromJson(time), emit);
    else {
      const timeMs = timeFromJson(time);
      operator.onElement({ key: text(key), timeMs, value: value ?? null }, emit);
      generator?.onEvent(timeMs);
      if (generator !== null) advance(generator.watermarkMs);
    }
    step++;
  }
  if (kind === "window") advance(Number.POSITIVE_INFINITY);
  else output.push({ e: "timers", ...operator.timers });
  if (beyondSafe) return { unsupported: "window times beyond 2^53: event times are safe integers here" };
  return { actual: output };
};
