import { FIRE_AND_PURGE, type Trigger, type TriggerResult } from "../trigger.ts";

const purged = (result: TriggerResult): TriggerResult => (result.fire ? FIRE_AND_PURGE : result);

/** Does as another trigger does, and drops the contents whenever that fires. */
export function purgingTrigger(of: Trigger): Trigger {
  const onMerge = of.onMerge?.bind(of);
  return {
    onElement: (timeMs, window, context) => purged(of.onElement(timeMs, window, context)),
    onEventTime: (timerMs, window, context) => purged(of.onEventTime(timerMs, window, context)),
    onProcessingTime: (timerMs, window, context) => purged(of.onProcessingTime(timerMs, window, context)),
    clear: (window, context) => of.clear(window, context),
    ...(onMerge && { onMerge }),
  };
}
