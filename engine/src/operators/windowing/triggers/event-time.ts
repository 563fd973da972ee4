import { lastMsOf } from "../time-window.ts";
import { CONTINUE, FIRE, type Trigger } from "../trigger.ts";

/** Fires when the watermark reaches the end of the window, and on each element that comes after that. */
export const eventTimeTrigger: Trigger = {
  onElement(_timeMs, window, context) {
    if (lastMsOf(window) <= context.watermarkMs) return FIRE;
    context.registerEventTimer(lastMsOf(window));
    return CONTINUE;
  },
  onEventTime: (timerMs, window) => (timerMs === lastMsOf(window) ? FIRE : CONTINUE),
  onProcessingTime: () => CONTINUE,
  clear(window, context) {
    context.deleteEventTimer(lastMsOf(window));
  },
  onMerge(window, context) {
    if (lastMsOf(window) > context.watermarkMs) context.registerEventTimer(lastMsOf(window));
  },
};
