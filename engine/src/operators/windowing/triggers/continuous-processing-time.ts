import { lastMsOf, type TimeWindow } from "../time-window.ts";
import { CONTINUE, FIRE, type Trigger, type TriggerContext } from "../trigger.ts";

/**
 * Fires at each multiple of the interval that processing time passes, the next one set by the one before, until the
 * window's last ms: it fires then once more, and not again for elements that come later.
 */
export function continuousProcessingTimeTrigger(intervalMs: number): Trigger {
  const registerNext = (tickMs: number, window: TimeWindow, context: TriggerContext): void => {
    const nextMs = Math.min(tickMs + intervalMs, lastMsOf(window));
    context.state = context.state === null ? nextMs : Math.min(context.state, nextMs);
    context.registerProcessingTimer(nextMs);
  };
  return {
    onElement(_timeMs, window, context) {
      const { nowMs } = context;
      if (context.state === null) registerNext(nowMs - (nowMs % intervalMs), window, context);
      return CONTINUE;
    },
    onEventTime: () => CONTINUE,
    onProcessingTime(timerMs, window, context) {
      if (timerMs === lastMsOf(window)) return FIRE;
      if (context.state !== timerMs) return CONTINUE;
      context.state = null;
      registerNext(timerMs, window, context);
      return FIRE;
    },
    clear(_window, context) {
      if (context.state !== null) context.deleteProcessingTimer(context.state);
      context.state = null;
    },
    onMerge(_window, context) {
      context.mergeState(Math.min);
      if (context.state !== null) context.registerProcessingTimer(context.state);
    },
  };
}
