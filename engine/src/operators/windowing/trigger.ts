import type { TimeWindow } from "./time-window.ts";

/** What a trigger decides: emit the window's contents, then drop them, both or neither. */
export interface TriggerResult {
  readonly fire: boolean;
  readonly purge: boolean;
}

export const CONTINUE: TriggerResult = { fire: false, purge: false };
export const FIRE: TriggerResult = { fire: true, purge: false };
export const FIRE_AND_PURGE: TriggerResult = { fire: true, purge: true };

/** What a trigger sees and may do, for the key and window at hand. Timers are a set: registering twice is once. */
export interface TriggerContext {
  readonly watermarkMs: number;
  readonly nowMs: number;
  registerEventTimer(timeMs: number): void;
  deleteEventTimer(timeMs: number): void;
  registerProcessingTimer(timeMs: number): void;
  deleteProcessingTimer(timeMs: number): void;
  /** The trigger's own memory of this key and window. */
  state: number | null;
  /** On merge: takes the memories of the merged windows away from them and combines them with this window's. */
  mergeState(combine: (left: number, right: number) => number): void;
}

/**
 * Decides when a window's contents are emitted. Stateless itself: what it remembers is in the context. `onMerge` is
 * absent where the trigger cannot follow windows that merge.
 */
export interface Trigger {
  onElement(timeMs: number, window: TimeWindow, context: TriggerContext): TriggerResult;
  onEventTime(timerMs: number, window: TimeWindow, context: TriggerContext): TriggerResult;
  onProcessingTime(timerMs: number, window: TimeWindow, context: TriggerContext): TriggerResult;
  /** The window is gone: removes timers and memory. */
  clear(window: TimeWindow, context: TriggerContext): void;
  onMerge?(window: TimeWindow, context: TriggerContext): void;
}
