import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "../../testing/property.ts";
import { decodePipelineState, encodePipelineState } from "./checkpoint.ts";
import { plainFromJson, plainToJson } from "./plain-data.ts";

const arbitraryPlain: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom<unknown>(
      null,
      true,
      0,
      -0,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      "#",
      "",
    ),
    fc.double(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.string({ unit: "binary" }),
    fc.uint8Array({ maxLength: 4 }),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.array(fc.tuple(fc.string({ maxLength: 2 }), tie("value")), { maxLength: 3 }).map((entries) => new Map(entries)),
    fc.dictionary(fc.constantFrom("a", "#", "members", "b"), tie("value"), { noNullPrototype: true }),
  ),
})).value;

const state = (operators: Record<string, unknown>) => ({ version: 1 as const, fingerprint: "f", operators });

describe("encodePipelineState", () => {
  it("R4 brings every plain value back as it was", () => {
    check(
      "plain data round trip",
      fc.property(arbitraryPlain, (value) => {
        const saved = state({ value });
        expect(decodePipelineState(encodePipelineState(saved))).toStrictEqual(saved);
      }),
      { factor: 3 },
    );
  });

  it("is readable JSON", () => {
    const bytes = encodePipelineState(state({ watermarkMs: Number.NEGATIVE_INFINITY, sum: 2n ** 60n }));
    expect(JSON.parse(new TextDecoder().decode(bytes))).toMatchObject({
      state: { operators: { watermarkMs: { "#": "-Infinity" }, sum: { "#": "1152921504606846976n" } } },
    });
  });

  it("refuses what is not plain data", () => {
    expect(() => plainToJson({ at: new Date(0) })).toThrow(expect.objectContaining({ code: "runtime/not-plain-data" }));
    expect(() => plainToJson(() => 1)).toThrow(expect.objectContaining({ code: "runtime/not-plain-data" }));
  });

  it("refuses bytes that are no checkpoint, with their cause", () => {
    const bytes = encodePipelineState(state({}));
    const corrupt = { code: "runtime/corrupt-checkpoint" };
    expect(() => decodePipelineState(bytes.slice(0, -1))).toThrow(expect.objectContaining(corrupt));
    expect(() => decodePipelineState(new Uint8Array([0xff, 0xfe]))).toThrow(expect.objectContaining(corrupt));
    expect(() => decodePipelineState(new TextEncoder().encode("{}"))).toThrow(expect.objectContaining(corrupt));
    expect(() => plainFromJson({ "#": "sixteen" })).toThrow(expect.objectContaining(corrupt));
    const text = new TextDecoder().decode(bytes).replace('"version":1', '"version":2');
    expect(() => decodePipelineState(new TextEncoder().encode(text))).toThrow(
      expect.objectContaining({ code: "runtime/unknown-checkpoint-version" }),
    );
  });
});
