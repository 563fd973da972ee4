import { IntervalJoin, type IntervalJoinOutput, type Side } from "../operators/joins/interval-join.ts";
import { TemporalJoin } from "../operators/joins/temporal-join.ts";
import { WatermarkValve } from "../operators/watermark/watermark-valve.ts";
import { WindowOperator, type WindowOutput } from "../operators/windowing/window-operator.ts";
import type { Json } from "../schema/json.ts";
import { field, list, type Output, text, timeFromJson, timeToJson, wholeNumber } from "./flink-case.ts";
import { windowSettings } from "./flink-window-settings.ts";
import type { ConformanceHandler } from "./handler.ts";

/** Combines the watermarks of the two inputs of a join: `wl` and `wr`. */
function combinedWatermark(onWatermark: (watermarkMs: number) => void): (type: Json | undefined, ms: number) => void {
  const valve = new WatermarkValve(2);
  const output = { onWatermark, onStatus: () => {} };
  return (type, ms) => valve.watermark(type === "wl" ? 0 : 1, ms, output);
}

/** Kind `interval_join`. */
function intervalJoin(spec: Json, input: readonly Json[]): Output[] {
  const output: Output[] = [];
  const join = new IntervalJoin<Json>({
    lowerMs: wholeNumber(field(spec, "lower")) + Number(field(spec, "lowerExclusive") === true),
    upperMs: wholeNumber(field(spec, "upper")) - Number(field(spec, "upperExclusive") === true),
  });
  let step = 0;
  const emit = (item: IntervalJoinOutput<Json>): void => {
    if (item.kind === "joined") {
      const { key, left, right } = item;
      const ts = Math.max(left.timeMs, right.timeMs);
      output.push({ e: "join", key, l: left.value, r: right.value, lts: left.timeMs, rts: right.timeMs, ts, step });
    } else if (field(spec, "lateOutput") === true) {
      const { key, value, timeMs } = item.element;
      output.push({ e: `late_${item.side}`, key, value, step, ts: timeMs });
    }
  };
  const watermark = combinedWatermark((ms) => {
    join.onWatermark(ms);
    output.push({ e: "wm", ts: timeToJson(ms), step });
  });
  for (const item of input) {
    const [type, time, key, value] = list(item);
    const timeMs = timeFromJson(time);
    const side: Side = type === "l" ? "left" : "right";
    if (type === "wl" || type === "wr") watermark(type, timeMs);
    else join.onElement(side, { key: text(key), timeMs, value: value ?? null }, emit);
    step++;
  }
  const { buffers, timers } = join.held;
  output.push({ e: "state_entries", n: buffers, timers });
  return output;
}

/** Kinds `cogroup` and `window_join`: both sides in one window operator, told apart when it fires. */
function windowJoin(spec: Json, input: readonly Json[], paired: boolean): Output[] {
  const output: Output[] = [];
  const sided = { ...(spec as Output), agg: "list" };
  const operator = new WindowOperator(windowSettings(sided));
  let step = 0;
  const emit = (item: WindowOutput<Json, Json>): void => {
    if (item.kind === "late") return;
    const { key, window, result } = item;
    const of = (side: string): Json[] =>
      list(result).flatMap((element) => (field(element, "side") === side ? [field(element, "value") ?? null] : []));
    const shown = { ts: timeToJson(window.endMs - 1), step };
    if (!paired) output.push({ e: "cogroup", key, l: of("l"), r: of("r"), ...shown });
    else for (const l of of("l")) for (const r of of("r")) output.push({ e: "join", key, l, r, ...shown });
  };
  let watermarkMs = Number.NEGATIVE_INFINITY;
  for (const item of input) {
    const [type, time, key, value] = list(item);
    const timeMs = timeFromJson(time);
    if (type !== "w")
      operator.onElement({ key: text(key), timeMs, value: { side: text(type), value: value ?? null } }, emit);
    else if (timeMs > watermarkMs) {
      watermarkMs = timeMs;
      operator.onWatermark(timeMs, emit);
      output.push({ e: "wm", ts: timeToJson(timeMs), step });
    }
    step++;
  }
  return output;
}

/** Kind `temporal_join`. */
function temporalJoin(spec: Json, input: readonly Json[]): Output[] {
  const output: Output[] = [];
  const join = new TemporalJoin<Json>();
  const rightGt = field(spec, "rightGt");
  const advance = (ms: number): void =>
    join.onWatermark(ms, ({ left, right }) => {
      const matches = right !== null && (rightGt === undefined || wholeNumber(right.value) > wholeNumber(rightGt));
      if (!matches && field(spec, "join") !== "left") return;
      const [r, rts] = matches ? [right.value, right.timeMs] : [null, null];
      output.push({ e: "join", key: left.key, l: left.value, lts: left.timeMs, r, rts });
    });
  const watermark = combinedWatermark(advance);
  for (const item of input) {
    const [type, time, key, value, change] = list(item);
    const timeMs = timeFromJson(time);
    if (type === "wl" || type === "wr") watermark(type, timeMs);
    else if (type === "l") join.onLeft({ key: text(key), timeMs, value: value ?? null });
    else join.onRight({ key: text(key), timeMs, value: change === "-D" ? null : (value ?? null) });
  }
  advance(Number.POSITIVE_INFINITY);
  return output;
}

/** `joins.jsonl` and `temporal_join.jsonl`. */
export const flinkJoin: ConformanceHandler = (testCase) => {
  const spec = testCase.spec ?? null;
  const input = list(testCase.input);
  switch (testCase.kind) {
    case "interval_join":
      return { actual: intervalJoin(spec, input) };
    case "cogroup":
      return { actual: windowJoin(spec, input, false) };
    case "window_join":
      return { actual: windowJoin(spec, input, true) };
    case "temporal_join":
      return { actual: temporalJoin(spec, input) };
    default:
      return { unsupported: `kind ${testCase.kind}` };
  }
};
