/** Receives what a step returns. An operator calls it only during the call it was given to. */
export type Emit<Out> = (output: Out) => void;

/**
 * The contract of every operator: a synchronous step. It takes one input (an element, a watermark or the passing of
 * processing time) and hands its outputs to `emit`, in order, before it returns.
 *
 * - An operator reads no clock, no network and no random source: times come in as values.
 * - It owns its state, changes it in place and shares none of it, except where an output's type says that the value is
 *   valid during the call only.
 * - What a watermark causes is emitted before anyone downstream sees the watermark.
 * - `snapshot` gives the whole state as plain, structured-cloneable data that later steps never change; `restore` takes
 *   such data into a fresh operator and keeps no part of it. Between them the operator behaves as if never stopped.
 *
 * Members that make no sense for an operator are absent, not empty.
 */
export interface Operator<In, Out, Saved = never> {
  onElement(element: In, emit: Emit<Out>): void;
  /** Event time has reached `watermarkMs`: nothing at or before it is expected any more. Never called with a lower value. */
  onWatermark?(watermarkMs: number, emit: Emit<Out>): void;
  /** Processing time has reached `nowMs`: fires every timer due by then, earliest first. */
  onProcessingTime?(nowMs: number, emit: Emit<Out>): void;
  /** Earliest processing time at which `onProcessingTime` may have something to do; `Infinity` when nothing waits. */
  nextTimerMs?(): number;
  snapshot?(): Saved;
  restore?(saved: Saved): void;
}
