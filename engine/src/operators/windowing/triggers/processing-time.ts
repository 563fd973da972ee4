import { lastMsOf } from "../time-window.ts";
import { CONTINUE, FIRE, type Trigger } from "../trigger.ts";

/** Fires when processing time reaches the end of the window. */
export const processingTimeTrigger: Trigger = {
  onElement(_timeMs, window, context) {
    context.registerProcessingTimer(lastMsOf(window));
    return CONTINUE;
  },
  onEventTime: () => CONTINUE,
  onProcessingTime: () => FIRE,
  clear(window, context) {
    context.deleteProcessingTimer(lastMsOf(window));
  },
  onMerge(window, context) {
    if (lastMsOf(window) > context.nowMs) context.registerProcessingTimer(lastMsOf(window));
  },
};
