import { CONTINUE, FIRE, type Trigger } from "../trigger.ts";

/** Fires on every n-th element of a window. The count starts again, the contents stay; a rest never fires. */
export function countTrigger(n: number): Trigger {
  return {
    onElement(_timeMs, _window, context) {
      const count = (context.state ?? 0) + 1;
      context.state = count >= n ? null : count;
      return count >= n ? FIRE : CONTINUE;
    },
    onEventTime: () => CONTINUE,
    onProcessingTime: () => CONTINUE,
    clear(_window, context) {
      context.state = null;
    },
    onMerge(_window, context) {
      context.mergeState((left, right) => left + right);
    },
  };
}
