import fc from "fast-check";

/** What a windowed operator is fed: elements of two keys around a few windows, a growing watermark and clock. */
export type Step =
  | { readonly kind: "element"; readonly key: string; readonly timeMs: number; readonly value: number }
  | { readonly kind: "watermark"; readonly byMs: number }
  | { readonly kind: "clock"; readonly byMs: number };

export type ElementStep = Extract<Step, { kind: "element" }>;

const element = fc.record({
  kind: fc.constant("element" as const),
  key: fc.constantFrom("a", "b"),
  timeMs: fc.integer({ min: -30, max: 80 }),
  value: fc.integer({ min: 0, max: 9 }),
});
const watermark = fc.record({ kind: fc.constant("watermark" as const), byMs: fc.integer({ min: 1, max: 20 }) });
const clock = fc.record({ kind: fc.constant("clock" as const), byMs: fc.integer({ min: 0, max: 20 }) });

export const arbitrarySteps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof({ weight: 6, arbitrary: element }, { weight: 2, arbitrary: watermark }, { weight: 2, arbitrary: clock }),
  { maxLength: 80 },
);

/** The part of an operator that steps drive. */
interface Driven<E, O> {
  onElement(element: E, emit: (output: O) => void): void;
  onWatermark(watermarkMs: number, emit: (output: O) => void): void;
  onProcessingTime(nowMs: number, emit: (output: O) => void): void;
}

/** Feeds steps to operators, the watermark from -50 and the clock from 0. A second run goes on where the first ended. */
export class StepDriver {
  #watermarkMs = -50;
  #nowMs = 0;

  /** What came out of each step, as `plain` has it at that moment. */
  run<E, O>(
    operator: Driven<E, O>,
    steps: readonly Step[],
    elementOf: (step: ElementStep) => E,
    plain: (output: O) => unknown = structuredClone,
  ): unknown[][] {
    return steps.map((step) => {
      const outputs: unknown[] = [];
      const emit = (output: O): void => {
        outputs.push(plain(output));
      };
      if (step.kind === "element") operator.onElement(elementOf(step), emit);
      else if (step.kind === "clock") {
        this.#nowMs += step.byMs;
        operator.onProcessingTime(this.#nowMs, emit);
      } else {
        this.#watermarkMs += step.byMs;
        operator.onWatermark(this.#watermarkMs, emit);
      }
      return outputs;
    });
  }
}
