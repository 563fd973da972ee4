/** Rows at whose times features are wanted, by column. */
export interface QueryBatch {
  readonly length: number;
  /** The numbers of `EventBatch.keys`; a negative one stands for a key that has no events, such as one with a null. */
  readonly keys: Int32Array;
  readonly timesMs: Float64Array;
}
