import type { Timers } from "../ports/timers.ts";

/** The process's own timers. */
export const systemTimers: Timers = {
  elapsedMs: () => performance.now(),
  after(ms, callback) {
    if (ms <= 0) {
      const immediate = setImmediate(callback);
      return () => clearImmediate(immediate);
    }
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
