import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { check } from "../../engine/testing/property.ts";
import { windowStartMs } from "../playback/engine.ts";
import { valueText } from "../playback/value-text.ts";
import { eventReach } from "./event-reach.ts";
import { hexText } from "./hex-text.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const feature = { name: "count_6h", type: "long", windowMs: 6 * HOUR, tailHopMs: 5 * MINUTE, numeric: true };

describe("which queries an event moves", () => {
  test("exactly those whose window, or tiles read, hold it", () => {
    check(
      "exactly those whose window, or tiles read, hold it",
      fc.property(
        fc.integer({ min: 0, max: 24 * HOUR }),
        fc.constantFrom([HOUR, 5 * MINUTE, 5 * MINUTE], [24 * HOUR, HOUR, 5 * MINUTE], [
          24 * HOUR,
          HOUR,
          HOUR,
        ] as const),
        fc.integer({ min: -2, max: 2 }),
        fc.integer({ min: 0, max: 60 * HOUR }),
        (eventMs, [windowMs = 0, tailHopMs = 0, tileMs = 0], near, afar) => {
          const tileStartMs = Math.floor(eventMs / tileMs) * tileMs;
          const reach = eventReach({ ...feature, windowMs, tailHopMs }, eventMs, tileStartMs);
          const ends = [reach.exact.fromMs, reach.exact.toMs, reach.tiled?.fromMs, reach.tiled?.toMs].map(
            (ms) => (ms ?? 0) + near,
          );
          for (const queryMs of [...ends, windowMs + afar]) {
            if (queryMs < windowMs) continue;
            const inExact = eventMs >= queryMs - windowMs && eventMs < queryMs;
            expect(queryMs >= reach.exact.fromMs && queryMs < (reach.exact.toMs ?? 0)).toBe(inExact);
            const inTiles = tileStartMs >= windowStartMs(queryMs, windowMs, tailHopMs) && tileStartMs < queryMs;
            expect(queryMs >= (reach.tiled?.fromMs ?? 0) && queryMs < (reach.tiled?.toMs ?? 0)).toBe(inTiles);
          }
        },
      ),
    );
  });

  test("a dropped event moves no tiled value, an unbounded window never forgets", () => {
    expect(eventReach(feature, 5, null).tiled).toBeNull();
    expect(eventReach({ ...feature, windowMs: null }, 5, 0).exact).toEqual({ fromMs: 6, toMs: null });
  });
});

describe("texts", () => {
  test("bytes", () => {
    expect(hexText("0402086d")).toBe("04 02 08 6d");
    expect(hexText("")).toBe("");
    expect(hexText("00".repeat(1_200), 3)).toBe("00 00 00 … 1,200 bytes");
  });

  test("values", () => {
    expect(valueText(1234567)).toBe("1,234,567");
    expect(valueText(9007199254740993n)).toBe("9,007,199,254,740,993");
    expect(valueText("9007199254740993", "long")).toBe("9,007,199,254,740,993");
    expect(valueText("NaN", "double")).toBe("NaN");
    expect(valueText("123", "string")).toBe('"123"');
    expect(valueText("olive oil")).toBe('"olive oil"');
    expect(valueText(null)).toBe("no value");
    expect(valueText([1, "a"])).toBe('[1,"a"]');
    expect(valueText(0.1 + 0.2)).toBe("0.3");
  });
});
