import fc from "fast-check";
import { expect, it } from "vitest";
import type { RowIr } from "../src/aggregation/row-aggregator.ts";
import type { EvaluatedEvent } from "../src/operators/expression-evaluation.ts";
import { keyId } from "../src/operators/key-id.ts";
import { Tiling } from "../src/operators/tiling.ts";
import { alwaysFire } from "../src/operators/windowing/triggers/always-fire.ts";
import { bufferedProcessingTimeTrigger } from "../src/operators/windowing/triggers/buffered-processing-time.ts";
import { tumblingWindows } from "../src/operators/windowing/window-assigner.ts";
import { aggregatedContents, type WindowAggregate } from "../src/operators/windowing/window-contents.ts";
import { WindowOperator } from "../src/operators/windowing/window-operator.ts";
import type { Row } from "../src/schema/value.ts";
import { eventTime, processingTime } from "../src/time/event-time.ts";
import { salesPlan } from "./job-fixture.ts";
import { check } from "./property.ts";
import { arbitrarySteps, type ElementStep, type Step, StepDriver } from "./window-steps.ts";

const { baseAggregator, inputSchema } = salesPlan();
const SIZE_MS = 10;

interface TimedInputs {
  readonly inputs: Row;
  readonly timeMs: number;
}

const inputsOf = ({ value }: ElementStep): Row =>
  inputSchema.map((field) => (field.name === "price" ? value : String(value)));

const rowAggregate: WindowAggregate<TimedInputs, RowIr, unknown> = {
  create: () => baseAggregator.init(),
  add(ir, { inputs, timeMs }) {
    baseAggregator.update(ir, inputs, timeMs);
    return ir;
  },
  merge(left, right) {
    baseAggregator.merge(left, right);
    return left;
  },
  result: (ir) => baseAggregator.normalize(ir),
};

const eventOf = (step: ElementStep): EvaluatedEvent => ({
  kind: "event",
  partition: 0,
  processingMs: processingTime(0),
  key: [step.key],
  keyId: keyId([step.key]),
  timeMs: eventTime(step.timeMs),
  inputs: inputsOf(step),
});

/** What is due together has no order across keys. */
const sorted = (outputs: readonly unknown[]): unknown[] =>
  outputs.toSorted((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));

function tiled(steps: readonly Step[], bufferMs: number | null): unknown[][] {
  const tiling = new Tiling(baseAggregator, SIZE_MS, bufferMs);
  tiling.onProcessingTime(0, () => {});
  const outputs = new StepDriver().run(tiling, steps, eventOf, (output) => {
    if (output.kind === "late") return { late: output.event.key[0], timeMs: output.event.timeMs };
    if (output.kind !== "fired") return null;
    const { tile, cause } = output;
    return { key: tile.key[0], startMs: tile.startMs, cause, ir: baseAggregator.normalize(tile.ir) };
  });
  return outputs.map((each) => sorted(each.filter((output) => output !== null)));
}

function windowed(steps: readonly Step[], bufferMs: number | null): unknown[][] {
  const operator = new WindowOperator({
    assigner: tumblingWindows<TimedInputs>(SIZE_MS),
    trigger: bufferMs === null ? alwaysFire : bufferedProcessingTimeTrigger(bufferMs),
    contents: aggregatedContents(rowAggregate),
    allowedLatenessMs: 0,
  });
  const elementOf = (step: ElementStep) => {
    const { key, timeMs } = step;
    return { key, timeMs, value: { inputs: inputsOf(step), timeMs } };
  };
  const outputs = new StepDriver().run(operator, steps, elementOf, (output) =>
    output.kind === "fired"
      ? { key: output.key, startMs: output.window.startMs, cause: output.cause, ir: output.result }
      : { late: output.element.key, timeMs: output.element.timeMs },
  );
  return outputs.map(sorted);
}

it("L3 L5 L6 tiling does what tumbling windows with Chronon's triggers do in Flink", () => {
  check(
    "tiling is tumbling windows",
    fc.property(arbitrarySteps, fc.constantFrom(null, 0, 3, 15), (steps, bufferMs) => {
      expect(tiled(steps, bufferMs)).toEqual(windowed(steps, bufferMs));
    }),
  );
});
