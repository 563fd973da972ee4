import { lastMsOf, type TimeWindow } from "../time-window.ts";
import { CONTINUE, FIRE, type Trigger, type TriggerContext } from "../trigger.ts";

/**
 * Fires at each multiple of the interval that the watermark passes, and at the end of the window. Only the next tick is
 * kept: the first element sets it, and each tick sets the one after.
 */
export function continuousEventTimeTrigger(intervalMs: number): Trigger {
  const registerNext = (tickMs: number, window: TimeWindow, context: TriggerContext): void => {
    const nextMs = Math.min(tickMs + intervalMs, lastMsOf(window));
    context.state = context.state === null ? nextMs : Math.min(context.state, nextMs);
    context.registerEventTimer(nextMs);
  };
  return {
    onElement(timeMs, window, context) {
      if (lastMsOf(window) <= context.watermarkMs) return FIRE;
      context.registerEventTimer(lastMsOf(window));
      if (context.state === null) registerNext(timeMs - (timeMs % intervalMs), window, context);
      return CONTINUE;
    },
    onEventTime(timerMs, window, context) {
      if (timerMs === lastMsOf(window)) return FIRE;
      if (context.state !== timerMs) return CONTINUE;
      context.state = null;
      registerNext(timerMs, window, context);
      return FIRE;
    },
    onProcessingTime: () => CONTINUE,
    clear(_window, context) {
      if (context.state !== null) context.deleteEventTimer(context.state);
      context.state = null;
    },
    onMerge(_window, context) {
      context.mergeState(Math.min);
      if (context.state !== null) context.registerEventTimer(context.state);
    },
  };
}
