import { CONTINUE, FIRE, type Trigger } from "../trigger.ts";

/** Chronon's default: fires on each element, at no other time, and keeps the contents. */
export const alwaysFire: Trigger = {
  onElement: () => FIRE,
  onEventTime: () => CONTINUE,
  onProcessingTime: () => CONTINUE,
  clear() {},
  onMerge() {},
};
