import { CONTINUE, type Trigger } from "../trigger.ts";

/** Never fires: the default of the global window. */
export const never: Trigger = {
  onElement: () => CONTINUE,
  onEventTime: () => CONTINUE,
  onProcessingTime: () => CONTINUE,
  clear() {},
  onMerge() {},
};
