import { expect, it } from "vitest";
import { latencyText, percentText, rateText, spanText } from "./number-text.ts";

it("writes measured times in the unit that fits", () => {
  expect(
    [null, 0, 0.01, 0.44, 3.82, 9.96, 184.4, 999.4, 999.6, 1_250, 59_990, 59_996, 252_300].map(latencyText),
  ).toEqual([
    "–",
    "0 ms",
    "<0.1 ms",
    "0.4 ms",
    "3.8 ms",
    "10 ms",
    "184 ms",
    "999 ms",
    "1 s",
    "1.25 s",
    "59.99 s",
    "1 min",
    "4 min 12 s",
  ]);
});

it("writes spans in whole seconds, and none below nothing", () => {
  expect([-5, 0, 999, 38_700, 252_000, 11_520_000].map(spanText)).toEqual([
    "0 s",
    "0 s",
    "0 s",
    "38 s",
    "4 min 12 s",
    "3 h 12 min",
  ]);
});

it("writes rates so that little is not nothing", () => {
  expect([0, 0.02, 0.2, 12.44, 99.96, 5_012.4].map(rateText)).toEqual([
    "0/s",
    "<0.1/s",
    "0.2/s",
    "12.4/s",
    "100/s",
    "5,012/s",
  ]);
});

it("writes parts as whole per cents", () => {
  expect([0, 0.714, 1].map(percentText)).toEqual(["0 %", "71 %", "100 %"]);
});
