import { lastMsOf, type TimeWindow } from "../time-window.ts";
import { CONTINUE, FIRE, type Trigger, type TriggerContext } from "../trigger.ts";

function registerEnd(window: TimeWindow, context: TriggerContext): void {
  if (lastMsOf(window) > context.watermarkMs) context.registerEventTimer(lastMsOf(window));
}

/** Fires on each element, and once more when the watermark reaches the end of the window. */
export const alwaysFireAndEnd: Trigger = {
  onElement(_timeMs, window, context) {
    registerEnd(window, context);
    return FIRE;
  },
  onEventTime: (timerMs, window) => (timerMs === lastMsOf(window) ? FIRE : CONTINUE),
  onProcessingTime: () => CONTINUE,
  clear(window, context) {
    context.deleteEventTimer(lastMsOf(window));
  },
  onMerge: registerEnd,
};
