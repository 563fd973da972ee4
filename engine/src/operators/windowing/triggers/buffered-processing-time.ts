import { CONTINUE, FIRE, type Trigger } from "../trigger.ts";

/**
 * Chronon's buffered trigger: the first element without a pending timer sets one for `bufferMs` later; the window fires
 * at it, and at an event-time call (the operator's clean-up) while one is pending. It cannot follow merging windows.
 */
export function bufferedProcessingTimeTrigger(bufferMs: number): Trigger {
  return {
    onElement(_timeMs, _window, context) {
      if (context.state === null) {
        context.state = context.nowMs + bufferMs;
        context.registerProcessingTimer(context.state);
      }
      return CONTINUE;
    },
    onEventTime: (_timerMs, _window, context) => (context.state === null ? CONTINUE : FIRE),
    onProcessingTime(_timerMs, _window, context) {
      context.state = null;
      return FIRE;
    },
    clear(_window, context) {
      if (context.state !== null) context.deleteProcessingTimer(context.state);
      context.state = null;
    },
  };
}
