import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "../../../testing/property.ts";
import { arbitrarySteps, type ElementStep, StepDriver } from "../../../testing/window-steps.ts";
import { countEvictor, evictedContents, timeEvictor } from "./evictor.ts";
import type { Trigger } from "./trigger.ts";
import { alwaysFire } from "./triggers/always-fire.ts";
import { alwaysFireAndEnd } from "./triggers/always-fire-and-end.ts";
import { continuousEventTimeTrigger } from "./triggers/continuous-event-time.ts";
import { continuousProcessingTimeTrigger } from "./triggers/continuous-processing-time.ts";
import { countTrigger } from "./triggers/count.ts";
import { eventTimeTrigger } from "./triggers/event-time.ts";
import { processingTimeTrigger } from "./triggers/processing-time.ts";
import { purgingTrigger } from "./triggers/purging.ts";
import { globalWindows, sessionWindows, slidingWindows, tumblingWindows } from "./window-assigner.ts";
import { aggregatedContents, type WindowAggregate } from "./window-contents.ts";
import { WindowOperator, type WindowSettings } from "./window-operator.ts";

const list: WindowAggregate<number, readonly number[], readonly number[]> = {
  create: () => [],
  add: (values, value) => [...values, value],
  merge: (left, right) => [...left, ...right],
  result: (values) => values,
};

const triggers: readonly Trigger[] = [
  eventTimeTrigger,
  alwaysFire,
  alwaysFireAndEnd,
  countTrigger(2),
  purgingTrigger(countTrigger(2)),
  purgingTrigger(eventTimeTrigger),
  continuousEventTimeTrigger(7),
  continuousProcessingTimeTrigger(7),
  processingTimeTrigger,
];

const arbitrarySettings = fc.record({
  assigner: fc.constantFrom(
    tumblingWindows<number>(10, 3),
    slidingWindows<number>(10, 4),
    slidingWindows<number>(4, 10),
    sessionWindows<number>((value) => 3 + (value % 3)),
    globalWindows<number>(),
  ),
  trigger: fc.constantFrom(...triggers),
  contents: fc.constantFrom(
    aggregatedContents(list),
    evictedContents(list, countEvictor(2), false),
    evictedContents(list, timeEvictor(5), true),
  ),
  allowedLatenessMs: fc.constantFrom(0, 5),
}) as fc.Arbitrary<WindowSettings<number, unknown, unknown>>;

const elementOf = ({ key, timeMs, value }: ElementStep) => ({ key, timeMs, value });

describe("the window operator", () => {
  it("R2 goes on after a restore as if never stopped", () => {
    check(
      "R2 windows",
      fc.property(arbitrarySettings, arbitrarySteps, fc.nat(), (settings, steps, cut) => {
        const at = steps.length === 0 ? 0 : cut % steps.length;
        const whole = new WindowOperator(settings);
        const log = new StepDriver().run(whole, steps, elementOf);
        const driver = new StepDriver();
        const first = new WindowOperator(settings);
        expect(driver.run(first, steps.slice(0, at), elementOf)).toEqual(log.slice(0, at));
        const second = new WindowOperator(settings);
        second.restore(first.snapshot());
        expect(driver.run(second, steps.slice(at), elementOf)).toEqual(log.slice(at));
        expect(second.timers).toEqual(whole.timers);
      }),
    );
  });

  it("keeps nothing of event-time windows once both times are past them all", () => {
    check(
      "window state ends",
      fc.property(
        arbitrarySettings.filter((settings) => settings.assigner.eventTime),
        arbitrarySteps,
        (settings, steps) => {
          const operator = new WindowOperator(settings);
          new StepDriver().run(operator, steps, elementOf);
          operator.onWatermark(10_000, () => {});
          operator.onProcessingTime(10_000, () => {});
          expect(operator.timers).toEqual({ event: 0, processing: 0 });
          expect(operator.snapshot().keys).toEqual([]);
        },
      ),
    );
  });
});
