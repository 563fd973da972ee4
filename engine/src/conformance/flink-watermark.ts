import { BoundedOutOfOrderness } from "../operators/watermark/bounded-out-of-orderness.ts";
import { IdlenessTimer } from "../operators/watermark/idleness-timer.ts";
import { WatermarkMultiplexer } from "../operators/watermark/watermark-multiplexer.ts";
import { type ValveOutput, WatermarkValve } from "../operators/watermark/watermark-valve.ts";
import type { Json } from "../schema/json.ts";
import { field, list, type Output, text, timeFromJson, timeToJson, wholeNumber } from "./flink-case.ts";
import type { ConformanceHandler } from "./handler.ts";

type Step = readonly Json[];

const collector = (output: Output[], step: () => number): ValveOutput => ({
  onWatermark: (ms) => output.push({ e: "wm", ts: timeToJson(ms), step: step() }),
  onStatus: (idle) => output.push({ e: "status", idle, step: step() }),
});

function runValve(spec: Json, input: readonly Step[]): Output[] {
  const output: Output[] = [];
  const valve = new WatermarkValve(wholeNumber(field(spec, "channels")));
  let step = 0;
  const downstream = collector(output, () => step);
  for (const [kind, channel, ts] of input) {
    const index = wholeNumber(channel);
    if (kind === "w") valve.watermark(index, timeFromJson(ts), downstream);
    else valve.status(index, kind === "idle", downstream);
    step++;
  }
  return output;
}

function runMultiplexer(input: readonly Step[]): Output[] {
  const output: Output[] = [];
  let step = 0;
  const multiplexer = new WatermarkMultiplexer(
    collector(output, () => step),
    {
      onPartWatermark: (id, ms) => output.push({ e: "partition", id, ts: timeToJson(ms), step }),
      onPartStatus: (id, idle) => output.push({ e: "partition_status", id, idle, step }),
    },
  );
  const commands: Record<string, (id: string, ts: Json | undefined) => void> = {
    reg: (id) => multiplexer.register(id),
    unreg: (id) => output.push({ e: "unregistered", id, ok: multiplexer.unregister(id), step }),
    imm: (id, ts) => multiplexer.immediate(id, timeFromJson(ts)),
    def: (id, ts) => multiplexer.deferred(id, timeFromJson(ts)),
    imm_idle: (id) => multiplexer.immediateStatus(id, true),
    imm_active: (id) => multiplexer.immediateStatus(id, false),
    def_idle: (id) => multiplexer.deferredStatus(id, true),
    periodic: () => multiplexer.periodic(),
  };
  for (const [kind, id, ts] of input) {
    const command = commands[text(kind)];
    if (command === undefined) throw new RangeError(`Unknown step ${text(kind)}`);
    command(id === undefined ? "" : text(id), ts);
    step++;
  }
  return output;
}

function runIdleness(spec: Json, input: readonly Step[]): Output[] {
  const output: Output[] = [];
  const generator = new BoundedOutOfOrderness(wholeNumber(field(spec, "boundedOutOfOrderness")));
  const timer = new IdlenessTimer(wholeNumber(field(spec, "idleTimeout")));
  let nowMs = 0;
  let reportedIdle = false;
  for (const [step, [kind, value]] of input.entries()) {
    if (kind === "clock") nowMs = timeFromJson(value);
    else if (kind === "e") {
      generator.onEvent(timeFromJson(value));
      timer.activity();
      reportedIdle = false;
    } else if (!timer.isIdle(nowMs)) output.push({ e: "wm", ts: timeToJson(generator.watermarkMs), step });
    else if (!reportedIdle) {
      reportedIdle = true;
      output.push({ e: "status", idle: true, step });
    }
  }
  return output;
}

/** `watermark.jsonl`: kinds `valve`, `mux` and `idleness`. */
export const flinkWatermark: ConformanceHandler = (testCase) => {
  const spec = testCase.spec ?? null;
  const input = list(testCase.input).map((item) => list(item));
  switch (testCase.kind) {
    case "valve":
      return { actual: runValve(spec, input) };
    case "mux":
      return { actual: runMultiplexer(input) };
    case "idleness":
      return { actual: runIdleness(spec, input) };
    default:
      return { unsupported: `kind ${testCase.kind}` };
  }
};
