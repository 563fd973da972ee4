import { expect, it } from "vitest";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../time/duration.ts";
import { FIVE_MINUTE_HOPS_MS } from "../time/window.ts";
import { dividesHop, tileSizesMs } from "./resolution.ts";

it("T2 offers the sizes that divide the hop, the hop itself last", () => {
  expect(tileSizesMs(5 * MINUTE_MS)).toEqual([MINUTE_MS, 5 * MINUTE_MS]);
  expect(tileSizesMs(HOUR_MS)).toEqual([1, 5, 10, 15, 20, 30, 60].map((minutes) => minutes * MINUTE_MS));
  for (const hopMs of FIVE_MINUTE_HOPS_MS) {
    expect(tileSizesMs(hopMs).at(-1)).toBe(hopMs);
    expect(tileSizesMs(hopMs).every((sizeMs) => dividesHop(sizeMs, hopMs))).toBe(true);
  }
});

it.each([0, -HOUR_MS, 7 * MINUTE_MS, 2 * DAY_MS, 0.5, Number.NaN])(
  "does not take %d ms for the tiles of a day's hop",
  (sizeMs) => {
    expect(dividesHop(sizeMs, DAY_MS)).toBe(false);
  },
);
