/** Asks a slow source about something that changes fast. */
export interface LatestRequest<Request> {
  /** Asks after the delay, unless a newer request comes by then. */
  ask(request: Request): void;
  dispose(): void;
}

export interface LatestOptions<Request, Answer> {
  readonly call: (request: Request, signal: AbortSignal) => Promise<Answer>;
  readonly onAnswer: (request: Request, answer: Answer) => void;
  readonly onError: (request: Request, error: unknown) => void;
  readonly delayMs: number;
  /**
   * True: a newer request calls off the one under way and starts the delay again, so only a pause is answered.
   * False: it waits for its turn, so that answers keep coming while playing.
   */
  readonly callOff: boolean;
  /** Calls back after a time; returns a way to call it off. */
  readonly after: (delayMs: number, then: () => void) => () => void;
}

/** At most one request under way; of those that wait, only the latest is sent. Answers to older ones are not reported. */
export function latestRequest<Request, Answer>(options: LatestOptions<Request, Answer>): LatestRequest<Request> {
  let waiting: { readonly request: Request } | null = null;
  let cancelDelay: (() => void) | null = null;
  let underWay: AbortController | null = null;
  let disposed = false;

  const send = () => {
    cancelDelay = null;
    if (waiting === null || underWay !== null || disposed) return;
    const { request } = waiting;
    waiting = null;
    const controller = new AbortController();
    underWay = controller;
    const settle = (report: () => void) => {
      if (disposed || controller.signal.aborted) return;
      underWay = null;
      report();
      if (waiting !== null && cancelDelay === null) send();
    };
    options.call(request, controller.signal).then(
      (answer) => settle(() => options.onAnswer(request, answer)),
      (error: unknown) => settle(() => options.onError(request, error)),
    );
  };

  return {
    ask(request) {
      waiting = { request };
      if (options.callOff) {
        underWay?.abort();
        underWay = null;
        cancelDelay?.();
        cancelDelay = null;
      }
      cancelDelay ??= options.after(options.delayMs, send);
    },
    dispose() {
      disposed = true;
      cancelDelay?.();
      underWay?.abort();
    },
  };
}
