/** The reading of a body. */
export interface BodyReading {
  /** Resolves when the body is over or was given up; rejects with what the taker threw or when the connection broke. */
  readonly done: Promise<void>;
  /** Gives up: nothing is taken any more. */
  cancel(): void;
}

/** What routes need of a request, whichever server received it. */
export interface RouteRequest {
  readonly method: string;
  /** As it was sent, percent-encoded, without the query. */
  readonly pathname: string;
  readonly query: URLSearchParams;
  /** Longest time that its body may take to arrive. */
  readonly bodyWithinMs: number;
  /** A header by its lower-case name. */
  header(name: string): string | null;
  /** Gives the body to `take`, part by part as it arrives. Called once. */
  readBody(take: (part: Uint8Array) => void): BodyReading;
  /** Calls back when nobody waits for the answer any more; at once when that is so already. */
  onGone(callback: () => void): void;
}
