/** Delays and elapsed time of a process. A simulation has its own, so that a run in it depends on its seed alone. */
export interface Timers {
  /** Ms since some moment, never going back, whatever happens to the clock. */
  elapsedMs(): number;
  /** Calls back once after `ms`; with 0 after other work that is due has had its turn. Returns the way to cancel. */
  after(ms: number, callback: () => void): () => void;
}
