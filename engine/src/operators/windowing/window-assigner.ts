import { GLOBAL_WINDOW, type TimeWindow, windowStart } from "./time-window.ts";

/** Says which windows an element belongs to. */
export interface WindowAssigner<V> {
  /** Windows that grow together when they touch: sessions. */
  readonly merging: boolean;
  /** Windows that end by the watermark; only in these can an element be late. */
  readonly eventTime: boolean;
  assign(value: V, timeMs: number): TimeWindow[];
}

export function tumblingWindows<V>(sizeMs: number, offsetMs = 0): WindowAssigner<V> {
  return {
    merging: false,
    eventTime: true,
    assign(_value, timeMs) {
      const startMs = windowStart(timeMs, offsetMs, sizeMs);
      return [{ startMs, endMs: startMs + sizeMs }];
    },
  };
}

/** Windows of `sizeMs` that start every `slideMs`; with a slide above the size some elements belong to none. */
export function slidingWindows<V>(sizeMs: number, slideMs: number, offsetMs = 0): WindowAssigner<V> {
  return {
    merging: false,
    eventTime: true,
    assign(_value, timeMs) {
      const windows: TimeWindow[] = [];
      const lastMs = windowStart(timeMs, offsetMs, slideMs);
      for (let startMs = lastMs; startMs > timeMs - sizeMs; startMs -= slideMs)
        windows.push({ startMs, endMs: startMs + sizeMs });
      return windows;
    },
  };
}

/** Each element opens a window as long as its gap; windows that overlap or touch become one. */
export function sessionWindows<V>(gapMs: (value: V) => number): WindowAssigner<V> {
  return {
    merging: true,
    eventTime: true,
    assign: (value, timeMs) => [{ startMs: timeMs, endMs: timeMs + gapMs(value) }],
  };
}

/** One window for all time. */
export function globalWindows<V>(): WindowAssigner<V> {
  return { merging: false, eventTime: false, assign: () => [GLOBAL_WINDOW] };
}
