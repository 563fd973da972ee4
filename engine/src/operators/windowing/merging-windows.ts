import { sameWindow, type TimeWindow } from "./time-window.ts";

/** A merge that adding a window caused. State windows name where contents are kept. */
export interface WindowMerge {
  readonly result: TimeWindow;
  /** The windows that were there and became `result`. */
  readonly merged: readonly TimeWindow[];
  readonly keptState: TimeWindow;
  /** State windows whose contents move into `keptState`. */
  readonly movedStates: readonly TimeWindow[];
}

interface Session {
  readonly window: TimeWindow;
  readonly state: TimeWindow;
}

/**
 * The sessions of one key. A session that grows keeps the place of its contents: the window under which the contents
 * are kept is that of one of the windows it came from.
 */
export class MergingWindows {
  readonly #sessions: Session[];

  constructor(sessions: readonly Session[] = []) {
    this.#sessions = [...sessions];
  }

  get size(): number {
    return this.#sessions.length;
  }

  /** Where the contents of a session are kept; null when there is no such session. */
  stateWindow(window: TimeWindow): TimeWindow | null {
    return this.#sessions.find((session) => sameWindow(session.window, window))?.state ?? null;
  }

  retire(window: TimeWindow): void {
    const index = this.#sessions.findIndex((session) => sameWindow(session.window, window));
    if (index >= 0) this.#sessions.splice(index, 1);
  }

  /** Adds a window and merges it with those that it overlaps or touches. `onMerge` sees a merge that changes windows. */
  add(window: TimeWindow, onMerge: (merge: WindowMerge) => void): TimeWindow {
    const touched = this.#sessions.filter(
      (session) => session.window.startMs <= window.endMs && window.startMs <= session.window.endMs,
    );
    const first = touched[0];
    if (first === undefined) {
      this.#sessions.push({ window, state: window });
      return window;
    }
    const windows = [...touched.map((session) => session.window), window];
    const result = {
      startMs: Math.min(...windows.map((each) => each.startMs)),
      endMs: Math.max(...windows.map((each) => each.endMs)),
    };
    if (touched.length === 1 && sameWindow(first.window, result)) {
      if (sameWindow(window, result)) this.#restart(window);
      return result;
    }
    for (const session of touched) this.retire(session.window);
    this.#sessions.push({ window: result, state: first.state });
    const moved = touched.slice(1).map((session) => session.state);
    onMerge({ result, merged: touched.map(({ window: each }) => each), keptState: first.state, movedStates: moved });
    return result;
  }

  /**
   * An element's window that equals a session exactly does not count as a merge in Flink 2.3, which then keeps the
   * session under its own name: contents kept under the name of a shorter, earlier window are lost. Only gaps that
   * differ by element can get there. Kept as observed (reference cases win-p-0026, win-p-0327).
   */
  #restart(window: TimeWindow): void {
    this.retire(window);
    this.#sessions.push({ window, state: window });
  }

  snapshot(): Session[] {
    return this.#sessions.map((session) => ({ ...session }));
  }
}
