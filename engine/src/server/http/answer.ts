/** What a route answers, for whichever server sends it. */
export interface Answer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** A stream is an answer without end: it is sent as fast as the client reads. */
  readonly body: string | ReadableStream<Uint8Array> | null;
}
