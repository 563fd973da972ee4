import type { FireCause } from "../emission.ts";
import type { Emit, Operator } from "../operator.ts";
import { MergingWindows } from "./merging-windows.ts";
import { lastMsOf, type TimeWindow, windowId } from "./time-window.ts";
import { TimerQueue, type WindowTimer } from "./timer-queue.ts";
import type { Trigger, TriggerContext, TriggerResult } from "./trigger.ts";
import type { WindowAssigner } from "./window-assigner.ts";
import type { WindowContents, WindowElement } from "./window-contents.ts";

export type WindowOutput<V, R> =
  | {
      readonly kind: "fired";
      readonly key: string;
      readonly window: TimeWindow;
      readonly result: R;
      readonly watermarkMs: number;
      readonly cause: FireCause;
      /** Time of the element or timer that caused it. */
      readonly atMs: number;
    }
  | { readonly kind: "late"; readonly element: WindowElement<V> };

export interface WindowSettings<V, S, R> {
  readonly assigner: WindowAssigner<V>;
  readonly trigger: Trigger;
  readonly contents: WindowContents<V, S, R>;
  readonly allowedLatenessMs: number;
}

/** What one key remembers. Names are those of windows. */
interface KeyState<S> {
  readonly contents: Map<string, S>;
  readonly triggers: Map<string, number>;
  readonly sessions: MergingWindows;
}

export interface SavedWindows<S> {
  readonly watermarkMs: number;
  readonly nowMs: number;
  readonly keys: readonly {
    readonly key: string;
    readonly contents: readonly (readonly [string, S])[];
    readonly triggers: readonly (readonly [string, number])[];
    readonly sessions: ReturnType<MergingWindows["snapshot"]>;
  }[];
  readonly eventTimers: readonly WindowTimer[];
  readonly processingTimers: readonly WindowTimer[];
}

/**
 * Keyed windows as Flink's window operator has them: any assigner, trigger and allowed lateness. It is the general form
 * that the tiling operator is a fast special case of, and a test holds the two together.
 *
 * An element is added to each of its windows that is not expired (`end - 1 + lateness <= watermark`), then the trigger
 * decides. One that no window took is late if it is behind the watermark by more than the lateness. A window's state is
 * removed by a timer at `end - 1 + lateness`; since that calls the trigger too, a trigger without timers still hears of
 * the end.
 */
export class WindowOperator<V, S, R> implements Operator<WindowElement<V>, WindowOutput<V, R>, SavedWindows<S>> {
  readonly #settings: WindowSettings<V, S, R>;
  readonly #keys = new Map<string, KeyState<S>>();
  readonly #eventTimers = new TimerQueue();
  readonly #processingTimers = new TimerQueue();
  #watermarkMs = Number.NEGATIVE_INFINITY;
  #nowMs: number;

  constructor(settings: WindowSettings<V, S, R>, nowMs = 0) {
    this.#settings = settings;
    this.#nowMs = nowMs;
  }

  get timers(): { readonly event: number; readonly processing: number } {
    return { event: this.#eventTimers.size, processing: this.#processingTimers.size };
  }

  onElement(element: WindowElement<V>, emit: Emit<WindowOutput<V, R>>): void {
    const { assigner, trigger, contents, allowedLatenessMs } = this.#settings;
    const { key, timeMs, value } = element;
    const state = this.#state(key);
    let taken = false;
    for (const assigned of assigner.assign(value, timeMs)) {
      const window = assigner.merging ? this.#merge(key, state, assigned) : assigned;
      if (this.#isExpired(window)) {
        state.sessions.retire(window);
        continue;
      }
      taken = true;
      const place = this.#place(state, window);
      state.contents.set(place, contents.add(state.contents.get(place), element));
      const context = this.#context(key, state, window);
      this.#apply(trigger.onElement(timeMs, window, context), key, state, window, "element", timeMs, emit);
      const cleanUpMs = this.#cleanUpMs(window);
      if (cleanUpMs === Number.POSITIVE_INFINITY) continue;
      this.#cleanUpTimers().register({ timeMs: cleanUpMs, key, window });
    }
    this.#forget(key, state);
    if (!taken && assigner.eventTime && timeMs + allowedLatenessMs <= this.#watermarkMs)
      emit({ kind: "late", element });
  }

  onWatermark(watermarkMs: number, emit: Emit<WindowOutput<V, R>>): void {
    this.#watermarkMs = watermarkMs;
    for (let timer = this.#eventTimers.takeDue(watermarkMs); timer !== null; ) {
      this.#onTimer(timer, "event_time", emit);
      timer = this.#eventTimers.takeDue(watermarkMs);
    }
  }

  onProcessingTime(nowMs: number, emit: Emit<WindowOutput<V, R>>): void {
    this.#nowMs = nowMs;
    for (let timer = this.#processingTimers.takeDue(nowMs); timer !== null; ) {
      this.#onTimer(timer, "processing_time", emit);
      timer = this.#processingTimers.takeDue(nowMs);
    }
  }

  nextTimerMs(): number {
    return this.#processingTimers.nextMs;
  }

  snapshot(): SavedWindows<S> {
    return structuredClone({
      watermarkMs: this.#watermarkMs,
      nowMs: this.#nowMs,
      keys: Array.from(this.#keys, ([key, state]) => ({
        key,
        contents: [...state.contents],
        triggers: [...state.triggers],
        sessions: state.sessions.snapshot(),
      })),
      eventTimers: this.#eventTimers.timers(),
      processingTimers: this.#processingTimers.timers(),
    });
  }

  restore(saved: SavedWindows<S>): void {
    const { watermarkMs, nowMs, keys, eventTimers, processingTimers } = structuredClone(saved);
    this.#watermarkMs = watermarkMs;
    this.#nowMs = nowMs;
    for (const { key, contents, triggers, sessions } of keys)
      this.#keys.set(key, {
        contents: new Map(contents),
        triggers: new Map(triggers),
        sessions: new MergingWindows(sessions),
      });
    for (const timer of eventTimers) this.#eventTimers.register(timer);
    for (const timer of processingTimers) this.#processingTimers.register(timer);
  }

  #onTimer({ timeMs, key, window }: WindowTimer, cause: FireCause, emit: Emit<WindowOutput<V, R>>): void {
    const { assigner, trigger } = this.#settings;
    const state = this.#state(key);
    if (!assigner.merging || state.sessions.stateWindow(window) !== null) {
      const context = this.#context(key, state, window);
      const called = cause === "event_time" ? trigger.onEventTime : trigger.onProcessingTime;
      this.#apply(called.call(trigger, timeMs, window, context), key, state, window, cause, timeMs, emit);
      const endsHere = assigner.eventTime === (cause === "event_time");
      if (endsHere && timeMs === this.#cleanUpMs(window)) this.#clear(key, state, window);
    }
    this.#forget(key, state);
  }

  #apply(
    result: TriggerResult,
    key: string,
    state: KeyState<S>,
    window: TimeWindow,
    cause: FireCause,
    atMs: number,
    emit: Emit<WindowOutput<V, R>>,
  ): void {
    const place = this.#place(state, window);
    const held = state.contents.get(place);
    if (result.fire && held !== undefined) {
      const { result: value, kept } = this.#settings.contents.fire(held);
      emit({ kind: "fired", key, window, result: value, watermarkMs: this.#watermarkMs, cause, atMs });
      if (kept === undefined) state.contents.delete(place);
      else state.contents.set(place, kept);
    }
    if (result.purge) state.contents.delete(place);
  }

  #merge(key: string, state: KeyState<S>, window: TimeWindow): TimeWindow {
    const { trigger, contents } = this.#settings;
    return state.sessions.add(window, ({ result, merged, keptState, movedStates }) => {
      trigger.onMerge?.(result, this.#context(key, state, result, merged));
      for (const each of merged) {
        trigger.clear(each, this.#context(key, state, each));
        this.#cleanUpTimers().delete({ timeMs: this.#cleanUpMs(each), key, window: each });
      }
      const kept = windowId(keptState);
      for (const moved of movedStates.map(windowId)) {
        const held = state.contents.get(moved);
        if (held === undefined) continue;
        const before = state.contents.get(kept);
        state.contents.set(kept, before === undefined ? held : contents.merge(before, held));
        state.contents.delete(moved);
      }
    });
  }

  #clear(key: string, state: KeyState<S>, window: TimeWindow): void {
    state.contents.delete(this.#place(state, window));
    this.#settings.trigger.clear(window, this.#context(key, state, window));
    state.sessions.retire(window);
  }

  /** Name under which the contents of a window are kept. */
  #place(state: KeyState<S>, window: TimeWindow): string {
    return windowId(this.#settings.assigner.merging ? (state.sessions.stateWindow(window) ?? window) : window);
  }

  #isExpired(window: TimeWindow): boolean {
    return this.#settings.assigner.eventTime && this.#cleanUpMs(window) <= this.#watermarkMs;
  }

  #cleanUpMs(window: TimeWindow): number {
    const { assigner, allowedLatenessMs } = this.#settings;
    return lastMsOf(window) + (assigner.eventTime ? allowedLatenessMs : 0);
  }

  #cleanUpTimers(): TimerQueue {
    return this.#settings.assigner.eventTime ? this.#eventTimers : this.#processingTimers;
  }

  #state(key: string): KeyState<S> {
    const known = this.#keys.get(key);
    if (known !== undefined) return known;
    const fresh = { contents: new Map(), triggers: new Map(), sessions: new MergingWindows() };
    this.#keys.set(key, fresh);
    return fresh;
  }

  #forget(key: string, state: KeyState<S>): void {
    if (state.contents.size + state.triggers.size + state.sessions.size === 0) this.#keys.delete(key);
  }

  #context(key: string, state: KeyState<S>, window: TimeWindow, merged: readonly TimeWindow[] = []): TriggerContext {
    const id = windowId(window);
    const event = this.#eventTimers;
    const processing = this.#processingTimers;
    return {
      watermarkMs: this.#watermarkMs,
      nowMs: this.#nowMs,
      registerEventTimer: (timeMs) => event.register({ timeMs, key, window }),
      deleteEventTimer: (timeMs) => event.delete({ timeMs, key, window }),
      registerProcessingTimer: (timeMs) => processing.register({ timeMs, key, window }),
      deleteProcessingTimer: (timeMs) => processing.delete({ timeMs, key, window }),
      get state() {
        return state.triggers.get(id) ?? null;
      },
      set state(value) {
        if (value === null) state.triggers.delete(id);
        else state.triggers.set(id, value);
      },
      mergeState(combine) {
        for (const source of merged.map(windowId)) {
          const moved = state.triggers.get(source);
          if (moved === undefined || source === id) continue;
          const own = state.triggers.get(id);
          state.triggers.set(id, own === undefined ? moved : combine(own, moved));
          state.triggers.delete(source);
        }
      },
    };
  }
}
