import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "../../../testing/property.ts";
import { TimerQueue, type WindowTimer } from "./timer-queue.ts";

const arbitraryTimer: fc.Arbitrary<WindowTimer> = fc.record({
  timeMs: fc.oneof(
    fc.integer({ min: -3, max: 5 }),
    fc.constantFrom(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY),
  ),
  key: fc.constantFrom("a", "b"),
  window: fc.constantFrom({ startMs: 0, endMs: 10 }, { startMs: 10, endMs: 20 }),
});

const sameTimer = (left: WindowTimer, right: WindowTimer): boolean =>
  left.timeMs === right.timeMs && left.key === right.key && left.window.startMs === right.window.startMs;

describe("TimerQueue", () => {
  it("is a set that gives its earliest first, ties in order of registration", () => {
    const arbitraryAction = fc.oneof(
      arbitraryTimer.map((timer) => ({ kind: "register" as const, timer })),
      arbitraryTimer.map((timer) => ({ kind: "delete" as const, timer })),
      arbitraryTimer.map((timer) => ({ kind: "take" as const, timer })),
    );
    check(
      "timer queue",
      fc.property(fc.array(arbitraryAction, { maxLength: 60 }), (actions) => {
        const queue = new TimerQueue();
        let naive: WindowTimer[] = [];
        for (const { kind, timer } of actions) {
          const known = naive.some((other) => sameTimer(other, timer));
          if (kind === "register") {
            queue.register(timer);
            if (!known) naive.push(timer);
          } else if (kind === "delete") {
            queue.delete(timer);
            naive = naive.filter((other) => !sameTimer(other, timer));
          } else {
            const due = naive.filter((other) => other.timeMs <= timer.timeMs);
            const first = due.find((other) => due.every((each) => other.timeMs <= each.timeMs)) ?? null;
            expect(queue.takeDue(timer.timeMs)).toEqual(first === null ? null : expect.objectContaining(first));
            naive = naive.filter((other) => other !== first);
          }
          expect(queue.size).toBe(naive.length);
          expect(queue.nextMs).toBe(Math.min(Number.POSITIVE_INFINITY, ...naive.map((other) => other.timeMs)));
          expect(queue.timers()).toEqual(naive.toSorted((left, right) => compare(left.timeMs, right.timeMs)));
        }
      }),
    );
  });
});

/** Also where the difference of two infinities has no sign. */
const compare = (left: number, right: number): number => (left < right ? -1 : left > right ? 1 : 0);
